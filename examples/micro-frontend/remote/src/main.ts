import { createCustomElement } from '@angular/elements';
import { createApplication } from '@angular/platform-browser';
import { appConfig } from './app/app.config';
import { WeatherComponent } from './app/weather.component';

/** Defines the custom element. The module is imported by a shell, or by this project's own index.html. */
const application = await createApplication(appConfig);
customElements.define(
  'weather-days',
  createCustomElement(WeatherComponent, { injector: application.injector }),
);
