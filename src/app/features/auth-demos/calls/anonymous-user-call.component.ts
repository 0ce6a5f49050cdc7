import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { catchError, map, of, throwError } from 'rxjs';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/**
 * The anonymous user at the tenant. A tenant may refuse this call: which calls it allows to anonymous users is not
 * documented.
 */
@Component({
  selector: 'app-anonymous-user-call',
  imports: [DemoCallComponent, FactsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Who am I"
      call="GET /api/v1/users/me"
      [state]="user.state()"
      (retry)="user.reload()"
    >
      @if (facts(); as known) {
        <p>
          You are not identified by name. The tenant recognizes this browser by a random tracking code in its
          local storage.
        </p>
        <app-facts [facts]="known" />
      }
    </app-demo-call>
  `,
})
export class AnonymousUserCallComponent {
  private readonly rest = inject(QlikRest);
  readonly connectionId = input.required<string>();

  protected readonly user = injectLoad(() =>
    this.rest.currentUser(this.connectionId()).pipe(
      map(({ name, subject }) => ({ name, subject })),
      catchError((thrown: unknown) => (isForbidden(thrown) ? of(WITHHELD) : throwError(() => thrown))),
    ),
  );
  protected readonly facts = computed(() => {
    const user = loadedValue(this.user.state());
    return user && [['Name', user.name] as const, ['Subject', user.subject] as const];
  });
}

const WITHHELD = { name: 'not reported by the tenant', subject: 'not reported by the tenant' };

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'http-forbidden';
}
