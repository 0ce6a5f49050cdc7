import type { QlikConnection } from 'ngx-qlik';
import { homeOf } from '../connections/connection-home';
import type { IconName } from '../ui/icon.component';

/** An item of the main navigation. */
export interface NavigationItem {
  readonly label: string | ((connection: QlikConnection | undefined) => string);
  readonly icon: IconName;
  /** Path for the current connection. */
  readonly path: (connection: QlikConnection | undefined) => string | undefined;
}

/** The main navigation, in order. A new feature is one more item. */
export const NAVIGATION_ITEMS: readonly NavigationItem[] = [
  { label: 'Overview', icon: 'home', path: () => '/' },
  {
    label: (connection) => (connection ? homeOf(connection).label : 'Spaces'),
    icon: 'spaces',
    path: (connection) => connection && `/connections/${connection.id}/${homeOf(connection).segment}`,
  },
  { label: 'Side by side', icon: 'panels', path: () => '/multi-tenant' },
  { label: 'Sign-in demos', icon: 'key', path: () => '/auth-demos' },
  { label: 'Embed gallery', icon: 'app', path: () => '/embed-gallery' },
  { label: 'Diagnostics', icon: 'info', path: () => '/diagnostics' },
];
