import type { QlikConnection } from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';

/** The start page of a signed-in connection. It depends on the platform and on the auth type. */
export interface ConnectionHome {
  /** Path segment after `/connections/<id>/`. */
  readonly segment: 'spaces' | 'streams' | 'apps';
  /** Name of the page in navigation and back links. */
  readonly label: string;
  /** Label of the button that opens the page. */
  readonly action: string;
  /** Describes what the page offers, shown before the sign-in. */
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
  hint: 'Anonymous users can open the shared app only.',
};

const APP_BY_ID: ConnectionHome = {
  segment: 'apps',
  label: 'App by id',
  action: 'Open an app by its id',
  hint: 'Apps are opened by their id; there are no lists.',
};

/** Returns the home of a connection. */
export function homeOf({ platform, auth }: QlikConnection): ConnectionHome {
  const { lists } = factsOfAuthType(auth.type);
  if (lists === 'nothing') return APP_BY_ID;
  if (platform === 'client-managed') return STREAMS;
  return lists === 'apps' ? SHARED_APP : SPACES;
}
