import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Selections } from 'ngx-qlik/qix';
import { ListStateComponent } from '../../../app-objects/list-state.component';
import { describeSelection } from '../../../app-objects/describe-selection';

/** The selections in a panel's app, with buttons to undo and clear them. */
@Component({
  selector: 'app-panel-selections',
  imports: [ListStateComponent, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-list-state isQuiet things="selections" [lists]="[selections()]" />
    @if (fields().length === 0) {
      @if (selections().hasValue()) {
        <p class="quiet">Nothing is selected.</p>
      }
    } @else {
      <ul aria-label="Selections">
        @for (each of fields(); track each.field) {
          <li>
            <strong>{{ each.label }}</strong> {{ describe(each) }}
          </li>
        }
      </ul>
    }
    <div class="row">
      <button
        mat-button
        type="button"
        [disabled]="!selections().canGoBack()"
        (click)="action.emit(selections().back())"
      >
        One selection back
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
  `,
  styles: `
    ul {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      padding: 4px 12px;
      border-radius: 16px;
      background: var(--app-good-container);
      color: var(--app-good);
    }
  `,
})
export class PanelSelectionsComponent {
  readonly selections = input.required<Selections>();
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  protected readonly fields = computed(() => this.selections().fields());
  protected readonly describe = describeSelection;
}
