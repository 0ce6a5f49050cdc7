import type { QlikConnection } from 'ngx-qlik';

/** Where a connection leads once it is signed in: what there is to see differs by platform and by who the visitor is. */
export interface ConnectionHome {
  /** The part of the address behind `/connections/<id>/`. */
  readonly segment: 'spaces' | 'streams' | 'apps';
  /** The page's name in navigation and on ways back. */
  readonly label: string;
  /** For the button that leads there. */
  readonly action: string;
  /** What can be done there. */
  readonly hint: string;
}

const SPACES: ConnectionHome = {
  segment: 'spaces',
  label: 'Spaces',
  action: 'Browse spaces',
  hint: 'Then: browse spaces, open apps, see charts and tables.',
};

const STREAMS: ConnectionHome = {
  segment: 'streams',
  label: 'Streams',
  action: 'Browse streams',
  hint: 'Then: browse streams, open apps, see charts and tables.',
};

const SHARED_APP: ConnectionHome = {
  segment: 'apps',
  label: 'Shared app',
  action: 'Open the shared app',
  hint: 'Visitors without a name may open the app that was shared, and nothing else.',
};

const APP_BY_ID: ConnectionHome = {
  segment: 'apps',
  label: 'App by id',
  action: 'Open an app by its id',
  hint: 'Apps are opened by their id; nothing can be listed.',
};

/** The home of a connection. */
export function homeOf({ platform, auth }: QlikConnection): ConnectionHome {
  if (auth.type === 'noauth' || auth.type === 'reference') return APP_BY_ID;
  if (platform === 'client-managed') return STREAMS;
  return auth.type === 'anonymous' ? SHARED_APP : SPACES;
}
