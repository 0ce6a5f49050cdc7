import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideQlik, qlikInterceptor, withConnections, withOAuth2, withWindows } from 'ngx-qlik';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZoneChangeDetection({ eventCoalescing: true }),
    // The auth types of both connections.
    provideQlik(withConnections('connections.json'), withOAuth2(), withWindows()),
    // Each call gets the credential of the connection to whose host it goes.
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
