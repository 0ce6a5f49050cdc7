import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideQlik, qlikInterceptor, withConnections, withJwtVirtualProxy } from 'ngx-qlik';
import { hostSessionCheck } from './host-session';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    // The backend signs a JWT for its user; the page gives it to the virtual proxy once, and has a session then.
    provideQlik(withConnections('connections.json'), withJwtVirtualProxy()),
    hostSessionCheck,
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
