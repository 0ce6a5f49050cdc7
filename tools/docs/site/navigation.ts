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
      ['Comparison', 'docs/comparison.md'],
    ],
  },
  {
    text: 'Charts and data',
    entries: [
      ['Embedding', 'docs/embedding.md'],
      ['Apps and data', 'docs/qix.md'],
      ['Data access', 'docs/data-access.md'],
      ['Initial state', 'docs/initial-state.md'],
      ['Exports', 'docs/exports.md'],
      ['REST', 'docs/rest.md'],
      ['Several tenants', 'docs/multi-tenant.md'],
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
      ['Own auth types', 'docs/own-auth-types.md'],
      ['Own runtimes', 'docs/own-runtimes.md'],
      ['Other languages', 'docs/translation.md'],
      ['Testing', 'docs/testing.md'],
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
      ['Deployment', 'docs/deployment.md'],
      ['A backend in another language', 'docs/backend-in-another-language.md'],
      ['Content-Security-Policy', 'docs/csp.md'],
      ['Server-side rendering', 'docs/server-rendering.md'],
      ['Security', 'docs/security.md'],
      ['ASVS', 'docs/asvs.md'],
      ['Speed and size', 'docs/performance.md'],
    ],
  },
  {
    text: 'Packages',
    isCollapsed: true,
    entries: [
      ['Sandbox', 'packages/sandbox/PACKAGE.md'],
      ['Sandbox in the repository', 'packages/sandbox/README.md'],
      ['Backend', 'packages/backend/PACKAGE.md'],
      ['Backend in the repository', 'packages/backend/README.md'],
      ['Doctor', 'packages/doctor/README.md'],
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
      ['Vulnerabilities', 'SECURITY.md'],
      ['Changelog', 'CHANGELOG.md'],
    ],
  },
];

/** The guides of the auth types, by platform. */
export const AUTH_GUIDES: readonly NavigationGroup[] = [
  {
    text: 'Qlik Cloud',
    entries: authEntries(
      'oauth2',
      'oauth2-impersonation',
      'oauth2-web',
      'm2m',
      'jwt',
      'cookie',
      'anonymous',
      'apikey',
    ),
  },
  {
    text: 'Client-managed server',
    entries: authEntries(
      'ticket',
      'windows',
      'header',
      'jwt-virtual-proxy',
      'anonymous-virtual-proxy',
      'pfx',
    ),
  },
  { text: 'Both', entries: [['none, noauth, reference', 'docs/auth/none.md']] },
];

function authEntries(...types: string[]): NavigationEntry[] {
  return types.map((type) => [type, `docs/auth/${type}.md`]);
}
