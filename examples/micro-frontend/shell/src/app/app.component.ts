import {
  ChangeDetectionStrategy,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  inject,
  signal,
  VERSION,
} from '@angular/core';
import { QlikChartComponent } from 'ngx-qlik/embed';
import { MicroFrontends } from './micro-frontends';

/** A chart of the shell, and the micro-frontend beside it: two versions of Angular, and two copies of the library, on one page. */
@Component({
  selector: 'app-root',
  imports: [QlikChartComponent],
  // `weather-days` is a custom element that the micro-frontend defines.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main>
      <section aria-label="Shell">
        <h2>Shell: Angular {{ version }}</h2>
        <qlik-chart connectionId="movies" [appId]="app" objectId="gross-by-genre" />
      </section>
      <section aria-label="Micro-frontend">
        @if (error(); as text) {
          <p role="alert">{{ text }}</p>
        } @else {
          <weather-days [kind]="kind()" (kindSelected)="select($event)"></weather-days>
        }
        <p>Selected in the micro-frontend: {{ kind() || 'nothing' }}</p>
      </section>
    </main>
  `,
  styles: `
    main {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr));
      gap: 2rem;
    }
  `,
})
export class AppComponent {
  protected readonly version = VERSION.full;
  protected readonly app = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';
  protected readonly kind = signal('');
  protected readonly error = signal('');

  constructor() {
    inject(MicroFrontends)
      .load('weather')
      .catch((thrown: unknown) => {
        this.error.set(
          `The weather is missing: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        );
      });
  }

  /** An output of the micro-frontend's component is an event of its element. */
  protected select(event: Event): void {
    if (event instanceof CustomEvent) this.kind.set(String(event.detail));
  }
}
