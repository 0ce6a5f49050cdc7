import { provideHttpClient, withInterceptors } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { provideQlik, qlikInterceptor, withAnonymousVirtualProxy, withConnections } from 'ngx-qlik';

/** The file lies beside this module, at the micro-frontend's own server: not beside the page, which is the shell's. */
const CONNECTIONS = new URL('connections.json', import.meta.url).href;

export const appConfig: ApplicationConfig = {
  providers: [
    // Angular 21 needs no zone.js; that of a shell does not concern it.
    provideQlik(withConnections(CONNECTIONS), withAnonymousVirtualProxy()),
    provideHttpClient(withInterceptors([qlikInterceptor])),
  ],
};
