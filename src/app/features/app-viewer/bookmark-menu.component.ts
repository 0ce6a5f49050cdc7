import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDivider } from '@angular/material/divider';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { type AppSession, type Bookmark, injectBookmarks } from 'ngx-qlik/qix';
import { whenFetched } from '../../app-objects/when-fetched';
import { describeProblem } from '../../connections/describe-problem';
import { IconComponent } from '../../ui/icon.component';
import { injectIdle } from '../../ui/idle';

/** For so long a deletion can be undone. */
const UNDO_MS = 20_000;

interface Saving {
  /** Whether Qlik is creating the bookmark; before that, the app is awaited. */
  readonly isSent: boolean;
}

/** The bookmarks of the app: each applies its selections. The present ones become a new bookmark; a deletion can be undone. */
@Component({
  selector: 'app-bookmark-menu',
  imports: [IconComponent, MatButton, MatDivider, MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isIdle()) {
      <button
        #trigger
        mat-stroked-button
        type="button"
        [matMenuTriggerFor]="menu"
        (menuOpened)="isWanted.set(true)"
      >
        Bookmarks
        <app-icon matButtonIcon iconPositionEnd name="chevron" />
      </button>
      <mat-menu #menu>
        <ng-template matMenuContent>
          @for (each of list(); track each.id) {
            <button
              mat-menu-item
              type="button"
              [title]="each.description"
              (click)="action.emit(bookmarks.apply(each.id))"
            >
              {{ each.title }}
            </button>
          } @empty {
            @if (bookmarks.error(); as error) {
              <p class="quiet none" role="alert">
                The bookmarks could not be fetched. {{ describeProblem(error).message }}
              </p>
              <button mat-menu-item type="button" (click)="$event.stopPropagation(); bookmarks.reload()">
                Try again
              </button>
            } @else {
              <p class="quiet none" role="status">
                {{ bookmarks.hasValue() ? 'This app has no bookmarks yet.' : 'Fetching the bookmarks …' }}
              </p>
            }
          }
          <mat-divider />
          <button mat-menu-item type="button" (click)="isNaming.set(true)">
            Save the present selections …
          </button>
          @if (list().length > 0) {
            <button mat-menu-item type="button" [matMenuTriggerFor]="deletions">Delete</button>
          }
        </ng-template>
      </mat-menu>
      <mat-menu #deletions>
        <ng-template matMenuContent>
          @for (each of list(); track each.id) {
            <button
              mat-menu-item
              type="button"
              [attr.aria-label]="'Delete the bookmark ' + each.title"
              (click)="delete(each)"
            >
              {{ each.title }}
            </button>
          }
        </ng-template>
      </mat-menu>
    }
    @if (isNaming()) {
      <form (submit)="save($event, title.value)" (keydown.escape)="cancelNaming()">
        <label>
          Name of the bookmark
          <input
            #title
            class="control"
            type="text"
            autocomplete="off"
            required
            maxlength="256"
            [readonly]="saving() !== undefined"
          />
        </label>
        <button mat-flat-button type="submit" disabledInteractive [disabled]="saving() !== undefined">
          Save
        </button>
        <button mat-button type="button" [disabled]="saving()?.isSent" (click)="cancelNaming()">
          Cancel
        </button>
        <p role="status">
          @if (saving(); as current) {
            {{
              current.isSent ? 'Saving the bookmark …' : 'The bookmark is saved as soon as the app is ready …'
            }}
          }
        </p>
      </form>
    }
    @if (deleted(); as each) {
      <p role="status">
        @if (isFinal()) {
          “{{ each.title }}” is being deleted …
        } @else {
          “{{ each.title }}” will be deleted, unless you leave the app before.
          <button mat-button type="button" (click)="undo()">Undo</button>
          <button mat-button type="button" (click)="finishDeletion()">Delete now</button>
        }
      </p>
    }
  `,
  styles: `
    :host,
    form,
    p[role] {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      min-width: 0;
      margin: 0;
      overflow-wrap: anywhere;
    }
    [mat-menu-item] {
      overflow-wrap: anywhere;
    }
    input {
      padding: 0 12px;
    }
    .none {
      margin: 0;
      padding: 8px 16px;
    }
  `,
})
export class BookmarkMenuComponent {
  readonly appSession = input.required<AppSession | undefined>();
  /** Fetches the bookmarks only when the user opens the menu, until this ends. */
  readonly waits = input(false);
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  protected readonly isWanted = signal(false);
  /** The data of the app comes first. */
  protected readonly isIdle = injectIdle();
  protected readonly bookmarks = injectBookmarks(() =>
    this.isWanted() || (this.isIdle() && !this.waits()) ? this.appSession() : undefined,
  );
  protected readonly isNaming = signal(false);
  /** The name that is being saved, which stays in its input until it is. */
  protected readonly saving = signal<Saving | undefined>(undefined);
  /** Gone for the user, and still in the app while the deletion can be undone. */
  protected readonly deleted = signal<Bookmark | undefined>(undefined);
  /** The ids of those whose deletion cannot be undone any more, until it has succeeded or failed. */
  private readonly deletions = signal<readonly string[]>([]);
  protected readonly isFinal = computed(() => this.deletions().includes(this.deleted()?.id ?? ''));
  protected readonly list = computed(() => {
    const gone = [...this.deletions(), this.deleted()?.id];
    return (this.bookmarks.value() ?? []).filter(({ id }) => !gone.includes(id));
  });
  protected readonly describeProblem = describeProblem;
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly injector = inject(Injector);
  private readonly trigger = viewChild.required('trigger', { read: MatButton });
  private readonly title = viewChild<ElementRef<HTMLInputElement>>('title');
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => this.title()?.nativeElement.focus());
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      this.saving.set(undefined);
    });
  }

  protected save(event: Event, title: string): void {
    event.preventDefault();
    const name = title.trim();
    if (name !== '' && !this.saving()) this.action.emit(this.create(name));
  }

  /** Creates it once the app is ready, unless that is canceled before. The name can be saved again after a failure. */
  private async create(title: string): Promise<void> {
    let current: Saving = { isSent: false };
    this.saving.set(current);
    try {
      await whenFetched(this.bookmarks, this.injector);
      if (this.saving() !== current) return;
      this.saving.set((current = { isSent: true }));
      await this.bookmarks.create({ title });
      this.stopNaming();
    } finally {
      this.saving.update((each) => (each === current ? undefined : each));
    }
  }

  /** Not while Qlik creates the bookmark: that cannot be canceled, and is shown until it is over. */
  protected cancelNaming(): void {
    if (!this.saving()?.isSent) this.stopNaming();
  }

  private stopNaming(): void {
    const isFocused = this.host.contains(this.host.ownerDocument.activeElement);
    this.saving.set(undefined);
    this.isNaming.set(false);
    if (isFocused) this.trigger().focus();
  }

  protected delete(bookmark: Bookmark): void {
    this.finishDeletion();
    this.deleted.set(bookmark);
    this.timer = setTimeout(() => this.finishDeletion(), UNDO_MS);
  }

  protected undo(): void {
    clearTimeout(this.timer);
    this.deleted.set(undefined);
    this.trigger().focus();
  }

  /** Deletes it in the app: on demand, later, or before another deletion. */
  protected finishDeletion(): void {
    clearTimeout(this.timer);
    const bookmark = this.deleted();
    if (!bookmark || this.isFinal()) return;
    this.deletions.update((ids) => [...ids, bookmark.id]);
    const deletion = this.bookmarks.delete(bookmark.id);
    this.action.emit(deletion);
    // The list is without it by then, or the bookmark stays.
    const isOver = () => {
      this.deletions.update((ids) => ids.filter((id) => id !== bookmark.id));
      this.deleted.update((each) => (each === bookmark ? undefined : each));
    };
    deletion.then(isOver, isOver);
  }
}
