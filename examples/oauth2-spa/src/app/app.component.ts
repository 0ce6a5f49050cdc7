import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import { isSignedIn, QlikAuthService } from 'ngx-qlik';
import { CONNECTION } from './connection';

/** The frame around the pages: links, and the sign-out. */
@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h1>Flights</h1>
      @if (isSignedIn()) {
        <nav>
          <a routerLink="/flights">Delays</a>
          <a routerLink="/spaces">Spaces</a>
        </nav>
        <button type="button" (click)="signOut()">Sign out</button>
      }
    </header>
    <main><router-outlet /></main>
  `,
  styles: 'nav { display: flex; gap: 1rem; flex: 1; }',
})
export class AppComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly router = inject(Router);
  private readonly state = this.auth.state(CONNECTION);
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));

  /** Revokes the tokens at the tenant, and ends the sign-in in the user's other tabs too. */
  protected async signOut(): Promise<void> {
    await this.auth.signOut(CONNECTION);
    await this.router.navigateByUrl('/');
  }
}
