import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { IconComponent } from '../ui/icon.component';
import type { TenantTheme, ThemeChoice } from './theme-choice';

/** The themes of the tenant as a menu; nothing where it has none. Says when the chosen theme is gone. */
@Component({
  selector: 'app-theme-menu',
  imports: [IconComponent, MatButton, MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (themes().length > 0 || kept()) {
      <button #opener mat-stroked-button type="button" [matMenuTriggerFor]="menu">
        Theme: {{ choice().isGone() ? NONE : (kept()?.name ?? NONE) }}
        <app-icon matButtonIcon iconPositionEnd name="chevron" />
      </button>
      <mat-menu #menu>
        <ng-template matMenuContent>
          <button
            mat-menu-item
            type="button"
            role="menuitemradio"
            [attr.aria-checked]="!choice().theme()"
            (click)="choose(undefined)"
          >
            {{ NONE }}
          </button>
          @for (each of themes(); track each.id) {
            <button
              mat-menu-item
              type="button"
              role="menuitemradio"
              [attr.aria-checked]="each.id === choice().theme()"
              (click)="choose(each)"
            >
              {{ each.name }}
            </button>
          }
          @if (choice().themes.error()) {
            <button mat-menu-item type="button" (click)="choice().themes.reload()">
              The themes could not be listed. Try again
            </button>
          }
        </ng-template>
      </mat-menu>
      @if (choice().isGone()) {
        <p role="status">
          The theme “{{ kept()?.name }}” is not in the tenant any more. The colors are those of this
          application.
          <button mat-button type="button" (click)="choose(undefined); opener.focus()">Understood</button>
        </p>
      }
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    [aria-checked='true'] {
      background: var(--mat-sys-secondary-container);
    }
    p {
      flex-basis: 100%;
      margin: 0;
    }
  `,
})
export class ThemeMenuComponent {
  readonly choice = input.required<ThemeChoice>();

  protected readonly NONE = 'as this application';
  protected readonly themes = computed(() => this.choice().themes.value() ?? []);
  protected readonly kept = computed(() => this.choice().kept());

  protected choose(theme: TenantTheme | undefined): void {
    this.choice().choose(theme);
  }
}
