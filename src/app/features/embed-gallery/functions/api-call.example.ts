import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import type { ConnectionsResponse } from '@qlik/api/data-files';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectQlikApi } from 'ngx-qlik/api';

@Component({
  selector: 'app-api-call-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isAsking()' },
  template: `
    <button type="button" [disabled]="isAsking()" (click)="list()">List where data files can be</button>
    @if (status(); as code) {
      <p role="status">Qlik answered with status {{ code }}.</p>
      <ul aria-label="Places of data files">
        @for (place of places(); track place.id) {
          <li>{{ place.name }}, {{ place.spaceId ? 'in the space ' + place.spaceId : 'of your own' }}</li>
        } @empty {
          <li>There is none for you.</li>
        }
      </ul>
    }
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
  `,
})
export class ApiCallExampleComponent {
  readonly connectionId = input.required<string>();

  private readonly api = injectQlikApi(() => this.connectionId());
  protected readonly isAsking = signal(false);
  protected readonly status = signal<number | undefined>(undefined);
  protected readonly places = signal<readonly ConnectionsResponse[]>([]);
  protected readonly failure = signal<QlikError | undefined>(undefined);

  protected async list(): Promise<void> {
    this.isAsking.set(true);
    this.failure.set(undefined);
    try {
      const { getDataFilesConnections } = await import('@qlik/api/data-files');
      const answer = await this.api.call((options) => getDataFilesConnections({ limit: 10 }, options));
      this.status.set(answer.status);
      this.places.set(answer.data.data);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isAsking.set(false);
    }
  }
}
