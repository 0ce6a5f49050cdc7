import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { type AppSession, injectBookmarks } from 'ngx-qlik/qix';

/** The bookmarks of the app; each applies its selections. Empty if the app has none. */
@Component({
  selector: 'app-bookmark-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (list().length > 0) {
      <details #menu>
        <summary class="button button-outlined">Bookmarks</summary>
        <ul>
          @for (each of list(); track each.id) {
            <li>
              <button
                type="button"
                [title]="each.description"
                (click)="action.emit(bookmarks.apply(each.id)); menu.open = false"
              >
                {{ each.title }}
              </button>
            </li>
          }
        </ul>
      </details>
    }
  `,
  styles: `
    details {
      position: relative;
    }
    summary {
      list-style: none;
    }
    summary::-webkit-details-marker {
      display: none;
    }
    ul {
      position: absolute;
      right: 0;
      z-index: 6;
      min-width: 100%;
      max-width: calc(100vw - 32px);
      max-height: 320px;
      margin: 4px 0 0;
      padding: 8px 0;
      border-radius: 8px;
      background: var(--mat-sys-surface-container-high);
      box-shadow: 0 2px 8px rgb(0 0 0 / 30%);
      list-style: none;
      overflow: auto;
    }
    li button {
      width: 100%;
      min-height: 40px;
      padding: 0 16px;
      border: 0;
      background: transparent;
      color: var(--mat-sys-on-surface);
      font: inherit;
      text-align: start;
      white-space: nowrap;
      cursor: pointer;
    }
    li button:hover {
      background: color-mix(in srgb, currentcolor 8%, transparent);
    }
    li button:focus-visible {
      outline-offset: -3px;
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
