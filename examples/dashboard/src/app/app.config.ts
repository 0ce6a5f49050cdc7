import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideQlik, qlikInterceptor, withAnonymous, withConnections } from 'ngx-qlik';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    // Anonymous access needs no sign-in, so that this example is about the dashboard. Any other auth type does as well.
    provideQlik(withConnections('connections.json'), withAnonymous()),
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
