import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideQlik, qlikInterceptor, withConnections, withTicket } from 'ngx-qlik';
import { hostSessionCheck } from './host-session';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    // The backend asks the server for a ticket of its user; the page redeems it, and has a session then.
    provideQlik(withConnections('connections.json'), withTicket()),
    hostSessionCheck,
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
