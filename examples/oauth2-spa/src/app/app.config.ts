import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideRouter } from '@angular/router';
import { provideQlik, qlikInterceptor, withConnections, withOAuth2 } from 'ngx-qlik';
import { routes } from './app.routes';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    provideRouter(routes),
    // Only the auth types that connections.json names: the code of the others stays out of the bundle.
    provideQlik(withConnections('connections.json'), withOAuth2()),
    // Adds the access token to calls of HttpClient to the tenant, and to no other host.
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
