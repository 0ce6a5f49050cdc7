import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { type Bookmark, injectAppSession, injectBookmarks } from 'ngx-qlik/qix';

/** For so long a deletion can be undone. */
const UNDO_MS = 20_000;

@Component({
  selector: 'app-bookmarks-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isBusy()' },
  template: `
    <ul aria-label="Bookmarks">
      @for (each of list(); track each.id) {
        <li>
          <button type="button" (click)="act(bookmarks.apply(each.id))">{{ each.title }}</button>
          @if (each.id === created() && !deleted()) {
            <button type="button" (click)="delete(each)">Delete {{ each.title }}</button>
          }
        </li>
      } @empty {
        <li>
          {{
            bookmarks.hasValue() ? 'There is none yet.' : bookmarks.error() ? '–' : 'The bookmarks are read …'
          }}
        </li>
      }
    </ul>
    <label> Title <input #text maxlength="256" [value]="title()" (input)="title.set(text.value)" /> </label>
    <button
      type="button"
      [disabled]="!bookmarks.hasValue() || isCreating() || title().trim() === ''"
      (click)="act(create())"
    >
      Create, of the present selections
    </button>
    @if (deleted(); as each) {
      <p role="status">
        @if (isDeleting()) {
          “{{ each.title }}” is being deleted …
        } @else {
          “{{ each.title }}” will be deleted, unless you leave before.
          <button type="button" (click)="undo()">Undo</button>
          <button type="button" (click)="act(finishDeletion(each))">Delete now</button>
        }
      </p>
    }
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
    @if (bookmarks.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="bookmarks.reload()">Try again</button>
      </p>
    }
  `,
})
export class BookmarksExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly bookmarks = injectBookmarks(this.appSession);
  protected readonly title = signal('My bookmark');
  /** One bookmark for each title, also if its button is pressed again while Qlik is slow. */
  protected readonly isCreating = signal(false);
  protected readonly created = signal<string | undefined>(undefined);
  /** Gone for the user, and still in the app while the deletion can be undone. */
  protected readonly deleted = signal<Bookmark | undefined>(undefined);
  protected readonly isDeleting = signal(false);
  protected readonly list = computed(() =>
    (this.bookmarks.value() ?? []).filter(({ id }) => id !== this.deleted()?.id),
  );
  protected readonly failure = signal<QlikError | undefined>(undefined);
  /** Whether an answer of the engine is awaited. */
  protected readonly isBusy = signal(false);

  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected async create(): Promise<void> {
    this.isCreating.set(true);
    try {
      this.created.set(await this.bookmarks.create({ title: this.title().trim() }));
    } finally {
      this.isCreating.set(false);
    }
  }

  protected delete(bookmark: Bookmark): void {
    this.deleted.set(bookmark);
    this.timer = setTimeout(() => void this.act(this.finishDeletion(bookmark)), UNDO_MS);
  }

  protected undo(): void {
    clearTimeout(this.timer);
    this.deleted.set(undefined);
  }

  protected async finishDeletion({ id }: Bookmark): Promise<void> {
    clearTimeout(this.timer);
    this.isDeleting.set(true);
    try {
      await this.bookmarks.delete(id);
    } finally {
      this.isDeleting.set(false);
      this.deleted.set(undefined);
    }
  }

  protected async act(action: Promise<void>): Promise<void> {
    this.isBusy.set(true);
    try {
      await action;
      this.failure.set(undefined);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isBusy.set(false);
    }
  }
}
