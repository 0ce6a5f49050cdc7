import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { QlikChartComponent } from 'ngx-qlik/embed';
import { start } from './start';
import { QLIK } from './qlik';

/** The same with a chart in `@defer`: see `deferred-own` and `deferred-line` for what Angular alone needs for that. */
@Component({
  selector: 'app-root',
  imports: [QlikChartComponent, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button (click)="signIn()">Sign in</button>
    @defer {
      <qlik-chart connectionId="tenant" appId="app" objectId="chart" />
    }
    <router-outlet />
  `,
})
class App {
  private readonly auth = inject(QlikAuthService);

  signIn(): void {
    void this.auth.signIn('tenant');
  }
}

start(App, QLIK);
