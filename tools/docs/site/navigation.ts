/** An entry of the site's navigation: its text, and the document that it shows, relative to the repository. */
export type NavigationEntry = readonly [text: string, source: string];

/** Entries with a heading. */
export interface NavigationGroup {
  readonly text: string;
  readonly isCollapsed?: boolean;
  readonly entries: readonly NavigationEntry[];
}

/** The guides in the order in which the site lists them. Each document in `docs/` is here once, but for the decisions and those of auth types. */
export const GUIDES: readonly NavigationGroup[] = [
  {
    text: 'Start',
    entries: [
      ['Getting started', 'docs/getting-started.md'],
      ['Configuration', 'docs/configuration.md'],
      ['Signing in', 'docs/signing-in.md'],
      ['Examples', 'examples/README.md'],
      ['Entry points', 'projects/ngx-qlik/README.md'],
      ['Glossary', 'docs/glossary.md'],
      ['Comparison', 'docs/comparison.md'],
    ],
  },
  {
    text: 'Charts and data',
    entries: [
      ['Embedding charts', 'docs/embedding.md'],
      ['Open an app, tables', 'docs/qix.md'],
      ['Lists, variables, bookmarks', 'docs/data-access.md'],
      ['What an app begins with', 'docs/initial-state.md'],
      ['Exports', 'docs/exports.md'],
      ['REST', 'docs/rest.md'],
      ['Several tenants', 'docs/multi-tenant.md'],
      ['Translation', 'docs/translation.md'],
    ],
  },
  {
    text: 'Testing',
    entries: [
      ['Unit tests', 'docs/testing.md'],
      ['The sandbox, a local Qlik', 'packages/sandbox/PACKAGE.md'],
    ],
  },
  {
    text: 'When something fails',
    entries: [
      ['Diagnostics', 'docs/diagnostics.md'],
      ['Errors', 'docs/errors.md'],
      ['Errors of the backend', 'docs/backend-errors.md'],
      ['Resilience', 'docs/resilience.md'],
      ['Faults that are tested', 'docs/faults.md'],
    ],
  },
  {
    text: 'Production',
    entries: [
      ['Backend', 'packages/backend/PACKAGE.md'],
      ['Deployment', 'docs/deployment.md'],
      ['A backend in another language', 'docs/backend-in-another-language.md'],
      ['Content-Security-Policy', 'docs/csp.md'],
      ['Server-side rendering', 'docs/server-rendering.md'],
      ['Security', 'docs/security.md'],
      ['Security requirements (ASVS)', 'docs/asvs.md'],
      ['Speed and size', 'docs/performance.md'],
      ['Begin before Angular', 'docs/early-start.md'],
    ],
  },
  {
    text: 'Migration',
    entries: [
      ['From qlik-embed by hand', 'docs/migration/qlik-embed.md'],
      ['From enigma.js and nebula.js', 'docs/migration/enigma-nebula.md'],
      ['From the Capability APIs', 'docs/migration/capability-apis.md'],
    ],
  },
  {
    text: 'Extend',
    entries: [
      ['Auth types of your own', 'docs/own-auth-types.md'],
      ["Runtimes in place of Qlik's script", 'docs/own-runtimes.md'],
    ],
  },
  {
    text: 'Project',
    isCollapsed: true,
    entries: [
      ['Architecture', 'docs/ARCHITECTURE.md'],
      ['Decisions', 'docs/decisions/README.md'],
      ['Dependencies', 'docs/dependencies.md'],
      ['Contributing', 'CONTRIBUTING.md'],
      ['Sandbox in the repository', 'packages/sandbox/README.md'],
      ['Backend in the repository', 'packages/backend/README.md'],
      ['Doctor', 'packages/doctor/README.md'],
      ['Vulnerabilities', 'SECURITY.md'],
      ['Changelog', 'CHANGELOG.md'],
    ],
  },
];

/** The guides of the auth types, by platform. */
export const AUTH_GUIDES: readonly NavigationGroup[] = [
  {
    text: 'Qlik Cloud',
    entries: [
      authEntry('oauth2', 'OAuth2 in the browser'),
      authEntry('oauth2-impersonation', 'OAuth2 impersonation'),
      authEntry('oauth2-web', 'OAuth2 in the backend'),
      authEntry('m2m', 'OAuth2 for machines'),
      authEntry('jwt', 'JWT'),
      authEntry('cookie', "Cookies of the tenant's session"),
      authEntry('anonymous', 'Anonymous access'),
      authEntry('apikey', 'API key'),
    ],
  },
  {
    text: 'Client-managed server',
    entries: [
      authEntry('ticket', 'Ticket'),
      authEntry('windows', 'Windows accounts'),
      authEntry('header', 'Header through the backend'),
      authEntry('jwt-virtual-proxy', 'JWT at a virtual proxy'),
      authEntry('anonymous-virtual-proxy', 'Anonymous access at a virtual proxy'),
      authEntry('pfx', 'Client certificate'),
    ],
  },
  { text: 'Both', entries: [['No sign-in (none, noauth, reference)', 'docs/auth/none.md']] },
];

function authEntry(type: string, name: string): NavigationEntry {
  return [`${name} (${type})`, `docs/auth/${type}.md`];
}
