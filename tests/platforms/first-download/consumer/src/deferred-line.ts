import { HttpClient, provideHttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { OneLineComponent } from './one-line';
import { start } from './start';

/** The bare application with a component of one line in `@defer`: what Angular needs for that. */
@Component({
  selector: 'app-root',
  imports: [OneLineComponent, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button>{{ title() }}</button>
    @defer {
      <one-line />
    }
    <router-outlet />
  `,
})
class App {
  readonly title = signal('Sign in');
  readonly http = inject(HttpClient);
}

start(App, [provideHttpClient()]);
