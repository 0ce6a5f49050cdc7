import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { start } from './start';
import { QLIK } from './qlik';

/** The same with a list of spaces. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<button (click)="signIn()">Sign in</button>{{ total() }}<router-outlet />',
})
class App {
  private readonly auth = inject(QlikAuthService);
  readonly total = signal<number | undefined>(undefined);

  constructor() {
    inject(QlikRest)
      .spaces('tenant')
      .subscribe(({ total }) => this.total.set(total));
  }

  signIn(): void {
    void this.auth.signIn('tenant');
  }
}

start(App, QLIK);
