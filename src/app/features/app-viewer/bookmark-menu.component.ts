import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { type AppSession, injectBookmarks } from 'ngx-qlik/qix';
import { IconComponent } from '../../ui/icon.component';

/** The bookmarks of the app; each applies its selections. Empty if the app has none. */
@Component({
  selector: 'app-bookmark-menu',
  imports: [IconComponent, MatButton, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (list().length > 0) {
      <button mat-stroked-button type="button" [matMenuTriggerFor]="menu">
        Bookmarks
        <app-icon matButtonIcon iconPositionEnd name="chevron" />
      </button>
      <mat-menu #menu>
        @for (each of list(); track each.id) {
          <button
            mat-menu-item
            type="button"
            [title]="each.description"
            (click)="action.emit(bookmarks.apply(each.id))"
          >
            {{ each.title }}
          </button>
        }
      </mat-menu>
    }
  `,
})
export class BookmarkMenuComponent {
  readonly appSession = input.required<AppSession | undefined>();
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  protected readonly bookmarks = injectBookmarks(this.appSession);
  protected readonly list = computed(() => {
    const state = this.bookmarks.state();
    return state.status === 'ready' ? state.value : [];
  });
}
