import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';

/** A page behind `createSignInGuard`: the user is signed in when it opens. */
@Component({
  selector: 'app-automatic-page',
  imports: [MatAnchor, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Signed in by the address</h1>
        <p class="lead">A guard of this page signed in to {{ connection().label }} before the page opened.</p>
      </header>
      <section class="card" aria-label="User">
        @if (isSignedIn()) {
          @if (user(); as found) {
            <p>
              Signed in to {{ connection().label }} as <strong>{{ found.name }}</strong>.
            </p>
          } @else {
            <p>Signed in to {{ connection().label }}.</p>
          }
        } @else {
          <p>Signed out. Reload this page to sign in again.</p>
        }
        <div class="row">
          <a mat-button [routerLink]="['/auth-demos', connection().auth.type]">To the sign-in demo</a>
        </div>
      </section>
    </div>
  `,
})
export class AutomaticPageComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);

  readonly connectionId = input.required<string>();

  protected readonly connection = computed(() => this.registry.get(this.connectionId()));
  protected readonly isSignedIn = computed(() => this.auth.isSignedIn(this.connectionId())());
  protected readonly user = computed(() => this.auth.user(this.connectionId())());
}
