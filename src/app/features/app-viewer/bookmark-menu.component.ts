import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDivider } from '@angular/material/divider';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { type AppSession, type Bookmark, injectBookmarks } from 'ngx-qlik/qix';
import { IconComponent } from '../../ui/icon.component';
import { injectIdle } from '../../ui/idle';

/** For so long a deletion can be undone. */
const UNDO_MS = 20_000;

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
            <p class="quiet none">
              {{ isLoading() ? 'Fetching the bookmarks …' : 'This app has no bookmarks yet.' }}
            </p>
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
      <form (submit)="save($event, title.value)" (keydown.escape)="stopNaming()">
        <label>
          Name of the bookmark
          <input #title class="control" type="text" autocomplete="off" required maxlength="256" />
        </label>
        <button mat-flat-button type="submit">Save</button>
        <button mat-button type="button" (click)="stopNaming()">Cancel</button>
      </form>
    }
    @if (deleted(); as each) {
      <p role="status">
        @if (finished() === each) {
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
      margin: 0;
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
  protected readonly isLoading = computed(() => this.bookmarks.state().status === 'loading');
  protected readonly isNaming = signal(false);
  /** Gone for the user, and still in the app while the deletion can be undone. */
  protected readonly deleted = signal<Bookmark | undefined>(undefined);
  /** The one whose deletion cannot be undone any more. */
  protected readonly finished = signal<Bookmark | undefined>(undefined);
  protected readonly list = computed(() => {
    const state = this.bookmarks.state();
    const all = state.status === 'ready' ? state.value : [];
    return all.filter(({ id }) => id !== this.deleted()?.id);
  });
  private readonly trigger = viewChild.required('trigger', { read: MatButton });
  private readonly title = viewChild<ElementRef<HTMLInputElement>>('title');
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => this.title()?.nativeElement.focus());
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected save(event: Event, title: string): void {
    event.preventDefault();
    const name = title.trim();
    if (name === '') return;
    this.action.emit(this.bookmarks.create({ title: name }).then(() => undefined));
    this.stopNaming();
  }

  protected stopNaming(): void {
    this.isNaming.set(false);
    this.trigger().focus();
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
    if (!bookmark || bookmark === this.finished()) return;
    this.finished.set(bookmark);
    const deletion = this.bookmarks.delete(bookmark.id);
    this.action.emit(deletion);
    // Until the list is without it.
    const isOver = () => this.deleted.update((each) => (each === bookmark ? undefined : each));
    deletion.then(isOver, isOver);
  }
}
