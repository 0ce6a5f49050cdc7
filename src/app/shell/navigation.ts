import type { QlikConnection } from 'ngx-qlik';
import type { IconName } from '../ui/icon.component';

/** A place in the main navigation. */
export interface Destination {
  readonly label: string;
  readonly icon: IconName;
  /** Where it leads for the current connection. */
  readonly path: (connection: QlikConnection | undefined) => string | undefined;
}

/** The main navigation, in order. A new feature is one more entry. */
export const DESTINATIONS: readonly Destination[] = [
  { label: 'Overview', icon: 'home', path: () => '/' },
  {
    label: 'Spaces',
    icon: 'spaces',
    path: (connection) => connection && `/connections/${connection.id}/spaces`,
  },
  { label: 'Sign-in demos', icon: 'key', path: () => '/auth-demos' },
];
