import type { FieldProblem, QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { failed, warned, passed } from './check-results';

/** What is known about a connection before any request. */
export interface ConfigurationFacts {
  readonly connection: QlikConnection;
  /** Origin of the application; absent on the command line without `--site`. */
  readonly site?: string;
  /** Why the auth type cannot be used; absent when it can. */
  readonly strategyProblem?: string;
  /** Ids of all connections. */
  readonly known: readonly string[];
}

/** The problems of a connection's fields, found by the library's validation. */
export interface FieldFacts {
  /** The connection in one line, without credentials. */
  readonly summary: string;
  readonly problems: readonly FieldProblem[];
  /** Path of a field with a secret, if there is one. */
  readonly secret: string | undefined;
}

/** Checks the fields of a connection. Returns `undefined` when all are valid. */
export function checkFields({ summary, problems, secret }: FieldFacts): CheckResult | undefined {
  if (secret !== undefined) {
    return failed(
      {
        causeId: 'configuration-unusable',
        cause: `The field "${secret}" is a secret, in a file that every user of the page can read.`,
        remedy: 'Remove it, treat it as leaked and renew it. Keep it in the backend.',
      },
      summary,
    );
  }
  if (problems.length === 0) return undefined;
  return failed(
    {
      causeId: 'configuration-unusable',
      cause: problems
        .map(({ path, problem }) => (path === '' ? `It ${problem}.` : `The field "${path}" ${problem}.`))
        .join(' '),
      remedy: 'Correct these fields in connections.json; the application does not start with them.',
    },
    summary,
  );
}

/** Checks whether a connection with valid fields can work in this application. */
export function checkConfiguration(facts: ConfigurationFacts): CheckResult {
  const { connection, site, strategyProblem, known } = facts;
  const { auth, host, platform } = connection;
  const seen = [`${platform}, ${auth.type}, ${host}`];
  if (strategyProblem !== undefined) {
    return failed(
      {
        causeId: 'strategy-missing',
        cause: `The auth type “${auth.type}” cannot be used: ${strategyProblem}`,
        remedy: 'Add its feature to provideQlik() in the application.',
      },
      ...seen,
    );
  }
  if (auth.type === 'reference' && !known.includes(auth.reference)) {
    return warned(
      {
        causeId: 'reference-unknown',
        cause: `It refers to “${auth.reference}”, which is no connection of this application.`,
        remedy:
          'Name the id of a connection in "reference", unless the page registers a host config of that name with Qlik’s runtime itself.',
      },
      ...seen,
    );
  }
  if (site !== undefined && isBlockedAsInsecure(site, host)) {
    return failed(
      {
        causeId: 'page-insecure',
        cause: 'The page uses https and the host uses http: browsers block such mixed content.',
        remedy: 'Install a certificate on the host and use "https://" in "host".',
      },
      ...seen,
    );
  }
  const redirect = auth.type === 'oauth2' ? auth.redirectUri : undefined;
  if (site !== undefined && redirect !== undefined && new URL(redirect, site).origin !== site) {
    return failed(
      {
        causeId: 'redirect-elsewhere',
        cause: `“redirectUri” is on ${new URL(redirect, site).origin}, and this page on ${site}: the sign-in would return to another page.`,
        remedy:
          'Leave “redirectUri” out or make it a path, open the application at that address, and list the address as a redirect URL of the OAuth client (Management Console > OAuth).',
      },
      ...seen,
    );
  }
  return passed(...seen);
}

function isBlockedAsInsecure(site: string, host: string): boolean {
  if (!site.startsWith('https:') || !host.startsWith('http:')) return false;
  return !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(host).hostname);
}
