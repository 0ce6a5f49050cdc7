import { HttpClient, provideHttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { OwnChartComponent } from './own-chart';
import { start } from './start';

/** The bare application with a component of its own in `@defer`, which uses what a chart of this library uses of Angular. */
@Component({
  selector: 'app-root',
  imports: [OwnChartComponent, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button>{{ title() }}</button>
    @defer {
      <own-chart objectId="chart" />
    }
    <router-outlet />
  `,
})
class App {
  readonly title = signal('Sign in');
  readonly http = inject(HttpClient);
}

start(App, [provideHttpClient()]);
