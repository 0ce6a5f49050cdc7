import type { AppCatalog, AppSummary } from '../../apps/app-definition.ts';
import type { AppAccess } from '../../engine/connection.ts';
import { DEMO_DIRECTORY } from '../users/accounts.ts';
import { type QlikUser, userKey } from '../users/qlik-user.ts';

/** A stream: apps are published to it, and a security rule controls its visibility. */
export interface Stream {
  readonly id: string;
  readonly name: string;
  readonly isVisibleTo: (user: QlikUser) => boolean;
}

/** An app with the stream that it is published to. */
export interface PublishedApp {
  readonly app: AppSummary;
  readonly stream: Stream;
}

const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
const demo = (...ids: string[]): Set<string> =>
  new Set(ids.map((userId) => userKey({ userDirectory: DEMO_DIRECTORY, userId })));
const flightOperationsUsers = demo('ada', 'grace');
const usersWithoutPublicData = demo('dora', 'noah');
const isService = (user: QlikUser): boolean => user.userDirectory.toUpperCase() === 'INTERNAL';

const flightOperations: Stream = {
  id: 'b3f0a1de-52f4-4f0e-9b0a-1f3d5c7e9a01',
  name: 'Flight operations',
  isVisibleTo: (user) => isService(user) || flightOperationsUsers.has(userKey(user)),
};

// Visible to all signed-in and anonymous users, as Qlik's own stream "Everyone" can be.
const publicData: Stream = {
  id: 'aaec8d41-5201-43ab-809f-3063750dfafd',
  name: 'Public data',
  isVisibleTo: (user) => !usersWithoutPublicData.has(userKey(user)),
};

/** The published apps with their streams and their visibility. */
export class PublishedApps {
  readonly #apps: readonly PublishedApp[];

  constructor(catalog: AppCatalog) {
    this.#apps = catalog.apps.map((app) => ({
      app,
      stream: app.id === FLIGHTS ? flightOperations : publicData,
    }));
  }

  streamsFor(user: QlikUser): readonly Stream[] {
    return [flightOperations, publicData].filter((stream) => stream.isVisibleTo(user));
  }

  appsFor(user: QlikUser): readonly PublishedApp[] {
    return this.#apps.filter(({ stream }) => stream.isVisibleTo(user));
  }

  find(user: QlikUser, appId: string): PublishedApp | undefined {
    return this.appsFor(user).find(({ app }) => app.id === appId);
  }

  /** Returns the user's access to an app, for the engine's `OpenDoc`. */
  access(user: QlikUser, appId: string): AppAccess {
    const published = this.#apps.find(({ app }) => app.id === appId);
    if (published === undefined) {
      return 'not-found';
    }
    return published.stream.isVisibleTo(user) ? 'allowed' : 'forbidden';
  }
}
