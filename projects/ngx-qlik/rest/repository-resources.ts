import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { hasTexts } from './resources';

/** A user of a client-managed server, from its proxy: `GET /qps/user`. */
export interface ProxyUser {
  /** `NONE` for anonymous users. */
  readonly userDirectory: string;
  readonly userId: string;
  /** Display name; absent for anonymous users. */
  readonly userName?: string;
  /** `inactive` for anonymous users. */
  readonly session?: string;
}

/** Information about a client-managed server: `GET /qrs/about`. */
export interface RepositoryAbout {
  readonly buildVersion: string;
  readonly buildDate?: string;
  readonly databaseProvider?: string;
  readonly nodeType?: number;
  readonly sharedPersistence?: boolean;
  readonly requiresBootstrap?: boolean;
  readonly singleNodeOnly?: boolean;
  readonly schemaPath?: string;
}

/** A stream of a client-managed server, to which apps are published. Security rules determine who sees it. */
export interface RepositoryStream {
  readonly id: string;
  readonly name: string;
}

/** An owner or author in the repository. */
export interface RepositoryUser {
  readonly id?: string;
  readonly userId?: string;
  readonly userDirectory?: string;
  readonly name?: string;
}

/**
 * An app of a client-managed server, from its repository. Dates are ISO strings; an unset date is in the year 1753, the earliest of the
 * repository's database.
 */
export interface RepositoryApp {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly published?: boolean;
  /** Absent or `null` for unpublished apps. */
  readonly stream?: RepositoryStream | null;
  readonly owner?: RepositoryUser;
  readonly publishTime?: string;
  readonly lastReloadTime?: string;
  readonly createdDate?: string;
  readonly modifiedDate?: string;
}

// The guards check the required fields only.

/** Whether it is a response of the proxy, which has no user without a session. */
export function isProxyResponse(candidate: unknown): candidate is Partial<ProxyUser> {
  return (
    isRecord(candidate) && (hasTexts(candidate, 'userId', 'userDirectory') || hasTexts(candidate, 'session'))
  );
}

export function isProxyUser(candidate: Partial<ProxyUser>): candidate is ProxyUser {
  return hasTexts(candidate, 'userId', 'userDirectory');
}

export function isRepositoryAbout(candidate: unknown): candidate is RepositoryAbout {
  return hasTexts(candidate, 'buildVersion');
}

export function isStreamList(candidate: unknown): candidate is readonly RepositoryStream[] {
  return Array.isArray(candidate) && candidate.every(isStream);
}

export function isAppList(candidate: unknown): candidate is readonly RepositoryApp[] {
  return Array.isArray(candidate) && candidate.every(isRepositoryApp);
}

export function isRepositoryApp(candidate: unknown): candidate is RepositoryApp {
  if (!isRecord(candidate) || !hasTexts(candidate, 'id', 'name')) return false;
  const { stream } = candidate;
  return stream === undefined || stream === null || isStream(stream);
}

function isStream(candidate: unknown): candidate is RepositoryStream {
  return hasTexts(candidate, 'id', 'name');
}
