import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, type OnInit } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { authInterceptor, OidcSecurityService, provideAuth } from 'angular-auth-oidc-client';
import { start } from './start';

/** Sign-in with OAuth2 and an interceptor, by the package of that name. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<button (click)="signIn()">Sign in</button><router-outlet />',
})
class App implements OnInit {
  readonly http = inject(HttpClient);
  private readonly auth = inject(OidcSecurityService);

  ngOnInit(): void {
    this.auth.checkAuth().subscribe();
  }

  signIn(): void {
    this.auth.authorize();
  }
}

start(App, [
  provideAuth({
    config: {
      authority: 'https://tenant.example',
      redirectUrl: 'https://application.example',
      clientId: 'client',
      scope: 'openid',
      responseType: 'code',
      silentRenew: true,
      useRefreshToken: true,
    },
  }),
  provideHttpClient(withInterceptors([authInterceptor()])),
]);
