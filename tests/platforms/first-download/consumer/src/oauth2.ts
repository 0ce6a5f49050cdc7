import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { start } from './start';
import { QLIK } from './qlik';

/** Sign-in with OAuth2, and the interceptor. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<button (click)="signIn()">Sign in</button><router-outlet />',
})
class App {
  readonly http = inject(HttpClient);
  private readonly auth = inject(QlikAuthService);

  signIn(): void {
    void this.auth.signIn('tenant');
  }
}

start(App, QLIK);
