import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { authHttpInterceptorFn, AuthService, provideAuth0 } from '@auth0/auth0-angular';
import { start } from './start';

/** Sign-in with OAuth2 and an interceptor, by the package `@auth0/auth0-angular`. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<button (click)="signIn()">Sign in</button><router-outlet />',
})
class App {
  readonly http = inject(HttpClient);
  private readonly auth = inject(AuthService);

  signIn(): void {
    this.auth.loginWithRedirect().subscribe();
  }
}

start(App, [
  provideAuth0({
    domain: 'tenant.example',
    clientId: 'client',
    httpInterceptor: { allowedList: ['https://tenant.example/*'] },
  }),
  provideHttpClient(withInterceptors([authHttpInterceptorFn])),
]);
