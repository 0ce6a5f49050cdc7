import {
  type EnvironmentProviders,
  provideZoneChangeDetection,
  type Provider,
  type Type,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter } from '@angular/router';

/** Starts an application with what `ng new` provides, and with these providers. */
export function start(component: Type<unknown>, providers: (Provider | EnvironmentProviders)[]): void {
  bootstrapApplication(component, {
    providers: [provideZoneChangeDetection({ eventCoalescing: true }), provideRouter([]), ...providers],
  }).catch((error: unknown) => console.error(error));
}
