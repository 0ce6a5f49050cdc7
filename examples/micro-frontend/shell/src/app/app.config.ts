import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideQlik, qlikInterceptor, withAnonymous, withConnections } from 'ngx-qlik';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    // The connections of the shell. Those of the micro-frontend are its own.
    provideQlik(withConnections('connections.json'), withAnonymous()),
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
