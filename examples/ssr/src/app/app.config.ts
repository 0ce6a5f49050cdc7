import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideClientHydration } from '@angular/platform-browser';
import { provideQlik, qlikInterceptor, withAnonymous, withConnections } from 'ngx-qlik';

/** The providers of the library are the same in the browser and on the server, where it loads no connections and makes no calls. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    provideClientHydration(),
    provideQlik(withConnections('connections.json'), withAnonymous()),
    provideHttpClient(withFetch(), withInterceptors([qlikInterceptor])),
  ],
};
