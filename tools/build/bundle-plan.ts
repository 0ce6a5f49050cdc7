/** A script file of the application that is made from many. */
export interface PlannedBundle {
  /** What its file name begins with. */
  readonly name: string;
  /** Modules that are loaded on demand, by their paths in the repository. The bundle has them and all that they import. */
  readonly modules?: readonly string[];
  /** The bundle has what all of these import, too. */
  readonly sharedBy?: readonly string[];
}

const LIBRARY = 'projects/ngx-qlik';
const FEATURES = 'src/app/features';
const SPACES = `${FEATURES}/spaces/spaces.routes.ts`;
const APP_VIEWER = `${FEATURES}/app-viewer/app-viewer.routes.ts`;

/**
 * The bundles of the pages that are opened most. A module that several of them could have is in the first of these; what is in none of
 * them is divided by the bundler, by what needs it.
 */
export const BUNDLES: readonly PlannedBundle[] = [
  {
    // A page's address does not tell its connection's auth type: it has the strategies of all, which are small.
    name: 'connection',
    modules: [
      `${LIBRARY}/src/auth/strategies/oauth2/oauth2-strategy.ts`,
      `${LIBRARY}/src/auth/strategies/cloud/silent-tokens.ts`,
      `${LIBRARY}/src/auth/strategies/cloud/tenant-session.ts`,
      `${LIBRARY}/src/auth/strategies/client-managed/virtual-proxy.ts`,
      `${LIBRARY}/src/auth/connection-parts.ts`,
      `${LIBRARY}/src/retries/retry-queue.ts`,
      `${LIBRARY}/src/http/unusual-requests.ts`,
      `${FEATURES}/connection-area/connection-area.component.ts`,
      'src/app/ui/lost-focus.ts',
      'src/app/ui/material-buttons.ts',
    ],
    sharedBy: [SPACES, APP_VIEWER],
  },
  {
    name: 'analytics',
    modules: [`${LIBRARY}/embed/frame/embed-controller.ts`, `${LIBRARY}/src/runtime/page-runtime.ts`],
    sharedBy: [APP_VIEWER, `${FEATURES}/embed-gallery/embed-page.component.ts`],
  },
  { name: 'spaces', modules: [SPACES] },
  { name: 'app', modules: [APP_VIEWER, `${FEATURES}/app-viewer/open-early.ts`] },
];

/** A page, and what it begins before the application has started: `projects/ngx-qlik/assets/qlik-early-start.js` reads it. */
export interface PlannedPage {
  /** An expression for the path of its address below the application's base; `connection` is the connection's id. */
  readonly address: RegExp;
  readonly bundles: readonly string[];
  /** Paths of calls of the REST API that the page begins with; `{name}` is a named group of the expression. */
  readonly calls?: readonly string[];
  /** Whether the page needs Qlik's script. */
  readonly runtime?: boolean;
  /** Whether the page opens a WebSocket, which has a token of its own. */
  readonly socket?: boolean;
}

/**
 * Calls of the connection `cloud-none` go through this application's own server, which refuses them without a user of the application. Whether
 * there is one only the application can ask: these pages name no connection, so that their scripts alone begin.
 */
export const PAGES: readonly PlannedPage[] = [
  {
    address: /^\/connections\/(?:cloud-none|(?<connection>[^/]+))\/spaces$/,
    bundles: ['connection', 'spaces'],
    calls: ['/api/v1/spaces?limit=50&sort=name'],
  },
  {
    address: /^\/connections\/(?:cloud-none|(?<connection>[^/]+))\/apps\/(?<app>[^/]+)$/,
    bundles: ['connection', 'analytics', 'app'],
    calls: ['/api/v1/apps/{app}'],
    runtime: true,
    socket: true,
  },
];
