import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { catchError, map, of, throwError } from 'rxjs';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/** Who the tenant takes an anonymous visitor for. Which calls it answers to visitors is not public: it may keep this to itself. */
@Component({
  selector: 'app-visitor-call',
  imports: [DemoCallComponent, FactsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Who am I"
      call="GET /api/v1/users/me"
      [state]="visitor.state()"
      (retry)="visitor.reload()"
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
export class VisitorCallComponent {
  private readonly rest = inject(QlikRest);
  readonly connectionId = input.required<string>();

  protected readonly visitor = injectLoad(() =>
    this.rest.currentUser(this.connectionId()).pipe(
      map(({ name, subject }) => ({ name, subject })),
      catchError((thrown: unknown) => (isForbidden(thrown) ? of(KEPT_TO_ITSELF) : throwError(() => thrown))),
    ),
  );
  protected readonly facts = computed(() => {
    const visitor = loadedValue(this.visitor.state());
    return visitor && [['Name', visitor.name] as const, ['Subject', visitor.subject] as const];
  });
}

const KEPT_TO_ITSELF = { name: 'not told by the tenant', subject: 'not told by the tenant' };

function isForbidden(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'http-forbidden';
}
