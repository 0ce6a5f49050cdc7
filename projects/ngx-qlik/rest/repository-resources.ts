import { isObject } from './page';
import { hasTexts } from './resources';

/** A user of a client-managed server as its proxy tells it: `GET /qps/user`. */
export interface ProxyUser {
  /** `NONE` for visitors without a name. */
  readonly userDirectory: string;
  readonly userId: string;
  /** For people; visitors without a name have none. */
  readonly userName?: string;
  /** `inactive` for visitors without a name. */
  readonly session?: string;
}

/** What a client-managed server says of itself: `GET /qrs/about`. */
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

/** A stream of a client-managed server: apps are published to it, and users see it by its security rules. */
export interface RepositoryStream {
  readonly id: string;
  readonly name: string;
}

/** An owner or author, as the repository names one. */
export interface RepositoryUser {
  readonly id?: string;
  readonly userId?: string;
  readonly userDirectory?: string;
  readonly name?: string;
}

/**
 * An app of a client-managed server as its repository lists it. Dates are ISO texts; one that never was is in the year 1753, the first
 * that the repository's data base knows.
 */
export interface RepositoryApp {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly published?: boolean;
  /** Absent or `null` in apps that are not published: their owner's work. */
  readonly stream?: RepositoryStream | null;
  readonly owner?: RepositoryUser;
  readonly publishTime?: string;
  readonly lastReloadTime?: string;
  readonly createdDate?: string;
  readonly modifiedDate?: string;
}

// Checked is what the rest of a page cannot do without; the other fields are Qlik's promise.

/** What the proxy says also of those whom it does not know. */
export function isProxyResponse(candidate: unknown): candidate is Partial<ProxyUser> {
  return (
    isObject(candidate) && (hasTexts(candidate, 'userId', 'userDirectory') || hasTexts(candidate, 'session'))
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
  if (!isObject(candidate) || !hasTexts(candidate, 'id', 'name')) return false;
  const { stream } = candidate;
  return stream === undefined || stream === null || isStream(stream);
}

function isStream(candidate: unknown): candidate is RepositoryStream {
  return hasTexts(candidate, 'id', 'name');
}
