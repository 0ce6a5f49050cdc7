import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideQlik, qlikInterceptor, withConnections, withOAuth2Impersonation } from 'ngx-qlik';
import { hostSessionCheck } from './host-session';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    // The token comes from this application's own server, for the user whom that server has signed in.
    provideQlik(withConnections('connections.json'), withOAuth2Impersonation()),
    hostSessionCheck,
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
