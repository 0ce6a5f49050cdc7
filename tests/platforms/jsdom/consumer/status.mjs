import '@angular/compiler';
import { Component, inject } from '@angular/core';
import { QlikAuthService } from 'ngx-qlik';

/** What a project that uses the library might have: shows how a connection stands, and signs in. */
export const StatusComponent = Component({
  selector: 'app-status',
  template: `
    <p>{{ auth.state('acme')().status }}</p>
    <button type="button" (click)="auth.signIn('acme')">Sign in</button>
  `,
})(
  class {
    auth = inject(QlikAuthService);
  },
);
