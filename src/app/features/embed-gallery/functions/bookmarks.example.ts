import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectAppSession, injectBookmarks } from 'ngx-qlik/qix';

@Component({
  selector: 'app-bookmarks-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul aria-label="Bookmarks">
      @for (each of bookmarks.value(); track each.id) {
        <li>
          <button type="button" (click)="act(bookmarks.apply(each.id))">{{ each.title }}</button>
          @if (each.id === created()) {
            <button type="button" (click)="act(bookmarks.delete(each.id))">Delete {{ each.title }}</button>
          }
        </li>
      } @empty {
        <li>{{ bookmarks.isLoading() ? 'The bookmarks are read …' : 'There is none yet.' }}</li>
      }
    </ul>
    <label>Title <input #title value="My bookmark" /></label>
    <button type="button" (click)="act(create(title.value))">Create, of the present selections</button>
    @if (failure() ?? bookmarks.error(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
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
  protected readonly created = signal<string | undefined>(undefined);
  protected readonly failure = signal<QlikError | undefined>(undefined);

  protected async create(title: string): Promise<void> {
    this.created.set(await this.bookmarks.create({ title }));
  }

  protected async act(action: Promise<void>): Promise<void> {
    try {
      await action;
      this.failure.set(undefined);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    }
  }
}
