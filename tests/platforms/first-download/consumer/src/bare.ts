import { HttpClient, provideHttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { start } from './start';

/** What the others are compared with: an application with HttpClient and the router, as `ng new` makes it. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<button>{{ title() }}</button><router-outlet />',
})
class App {
  readonly title = signal('Sign in');
  readonly http = inject(HttpClient);
}

start(App, [provideHttpClient()]);
