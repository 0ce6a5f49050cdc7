import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { catchError, map, of, throwError } from 'rxjs';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/** Who the tenant takes an anonymous visitor for. Which calls it answers to visitors is not public: it may keep this to itself. */
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
          A visitor without a name. The tenant tells you from others by a code that this browser made at
          random and keeps.
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

const WITHHELD = { name: 'not told by the tenant', subject: 'not told by the tenant' };

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'http-forbidden';
}
