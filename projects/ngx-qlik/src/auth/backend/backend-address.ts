import type { QlikConnection } from '../../connections/connection';
import type { Page } from '../page';

/** The absolute address of the backend's part for a connection. @param written `auth.backend` of the configuration */
export function backendAddress(connection: QlikConnection, written: string | undefined, page: Page): string {
  return page.resolve(written ?? `/api/qlik/${connection.id}`).replace(/\/+$/, '');
}
