import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectApiResource, injectQlikApi } from 'ngx-qlik/api';

@Component({
  selector: 'app-rest-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isCounting()' },
  template: `
    <label>Spaces by name <input #text (input)="name.set(text.value)" /></label>
    @if (spaces.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="spaces.reload()">Try again</button>
      </p>
    }
    <ul aria-label="Spaces" [attr.aria-busy]="spaces.isLoading()">
      @for (space of spaces.value()?.data; track space.id) {
        <li>{{ space.name }}, {{ space.type }}</li>
      } @empty {
        <li>
          {{ spaces.hasValue() ? 'There is no such space.' : spaces.error() ? '–' : 'Qlik is asked …' }}
        </li>
      }
    </ul>
    <button type="button" [disabled]="isCounting()" (click)="count()">Count my apps, page by page</button>
    <p role="status">{{ counted() }}</p>
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
  `,
})
export class RestExampleComponent {
  readonly connectionId = input.required<string>();

  private readonly api = injectQlikApi(() => this.connectionId());
  private readonly leaving = new AbortController();
  protected readonly name = signal('');
  /** Read again when the name changes; the call before is canceled. */
  protected readonly spaces = injectApiResource(
    () => this.connectionId(),
    (api, options) => api.getSpaces({ name: this.name(), sort: '+name', limit: 5 }, options),
  );
  protected readonly isCounting = signal(false);
  protected readonly counted = signal('');
  protected readonly failure = signal<QlikError | undefined>(undefined);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.leaving.abort());
  }

  protected async count(): Promise<void> {
    this.isCounting.set(true);
    this.failure.set(undefined);
    let [pages, apps] = [0, 0];
    try {
      const first = this.api.getItems({ resourceType: 'app', limit: 2 });
      for await (const { data } of this.api.pages(first, { signal: this.leaving.signal })) {
        pages += 1;
        apps += data.length;
        this.counted.set(`${apps} apps in ${pages} pages`);
      }
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isCounting.set(false);
    }
  }
}
