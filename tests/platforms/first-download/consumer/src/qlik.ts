import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { provideQlik, qlikInterceptor, withConnections, withOAuth2 } from 'ngx-qlik';

/** What every page with this library provides. */
export const QLIK = [
  provideQlik(withConnections('connections.json'), withOAuth2()),
  provideHttpClient(withInterceptors([qlikInterceptor])),
];
