import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { Selections } from 'ngx-qlik/qix';
import { describeSelection } from '../../app-objects/describe-selection';
import { ListStateComponent } from '../../app-objects/list-state.component';
import { IconComponent } from '../../ui/icon.component';

/** The current selections, each with a button to clear it, and the steps back and forward. */
@Component({
  selector: 'app-selection-bar',
  imports: [IconComponent, ListStateComponent, MatButton, MatIconButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="bar" aria-label="Selections">
      <div class="steps">
        <button
          mat-icon-button
          type="button"
          aria-label="One selection back"
          [disabled]="!selections().canGoBack()"
          (click)="action.emit(selections().back())"
        >
          <app-icon name="undo" />
        </button>
        <button
          mat-icon-button
          type="button"
          aria-label="One selection forward"
          [disabled]="!selections().canGoForward()"
          (click)="action.emit(selections().forward())"
        >
          <app-icon name="redo" />
        </button>
        <button
          mat-button
          type="button"
          [disabled]="fields().length === 0"
          (click)="action.emit(selections().clear())"
        >
          Clear all
        </button>
      </div>
      <app-list-state isQuiet things="selections" [lists]="[selections()]" />
      @if (fields().length === 0) {
        @if (selections().hasValue()) {
          <p class="quiet">Nothing is selected. Click in a chart, or a value in the table.</p>
        }
      } @else {
        <ul aria-label="Selected values">
          @for (each of fields(); track each.field) {
            <li>
              <span
                ><strong>{{ each.label }}</strong> {{ describe(each) }}</span
              >
              @if (!each.isLocked && !each.isOneAndOnlyOne) {
                <button
                  mat-icon-button
                  type="button"
                  [attr.aria-label]="'Clear ' + each.label"
                  (click)="action.emit(selections().clear(each.field))"
                >
                  <app-icon name="close" />
                </button>
              }
            </li>
          }
        </ul>
      }
    </section>
  `,
  styles: `
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      min-height: 48px;
      padding: 4px 12px 4px 4px;
      border-radius: 12px;
      background: var(--mat-sys-surface-container);
    }
    .steps {
      display: flex;
      align-items: center;
    }
    p {
      padding: 4px 8px;
    }
    ul {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: 4px;
      padding-left: 12px;
      border-radius: 20px;
      background: var(--app-good-container);
      color: var(--app-good);
      --mdc-icon-button-icon-color: currentcolor;
    }
    li span {
      padding: 8px 8px 8px 0;
    }
  `,
})
export class SelectionBarComponent {
  readonly selections = input.required<Selections>();
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  protected readonly fields = computed(() => this.selections().fields());
  protected readonly describe = describeSelection;
}
