import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { QlikRest, type Space } from 'ngx-qlik/rest';
import { CONNECTION } from './connection';

/** The first spaces of the user, from the tenant's REST interface: the interceptor adds the access token. */
@Component({
  selector: 'app-spaces',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (error(); as found) {
      <p role="alert">{{ found.message }} {{ found.remedy }}</p>
    }
    <ul>
      @for (space of spaces(); track space.id) {
        <li>{{ space.name }}</li>
      }
    </ul>
  `,
})
export class SpacesComponent {
  protected readonly spaces = signal<readonly Space[]>([]);
  protected readonly error = signal<QlikError | undefined>(undefined);

  constructor() {
    inject(QlikRest)
      .spaces(CONNECTION)
      .pipe(takeUntilDestroyed())
      .subscribe({
        next: (page) => this.spaces.set(page.items),
        error: (thrown: unknown) => this.error.set(toQlikError(thrown)),
      });
  }
}
