import type { BuiltInAuthType } from 'ngx-qlik/auth-types';
import { ɵAUTH_FEATURES as AUTH_FEATURES } from 'ngx-qlik/connection-rules';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** The types of `auth` that an application provides, such as a `Map` by type. */
interface ProvidedTypes {
  has(type: string): boolean;
}

/** A type of this library that the application does not provide. */
export interface MissingAuthType {
  readonly type: BuiltInAuthType;
  /** The call to add to `provideQlik(…)`: `withOAuth2()`. */
  readonly feature: string;
}

/** Returns the type of a connection where it is one of this library's that the application does not provide. */
export function findMissing(
  written: Readonly<Record<string, unknown>>,
  provided: ProvidedTypes,
): MissingAuthType | undefined {
  const type = isRecord(written['auth']) ? written['auth']['type'] : undefined;
  if (typeof type !== 'string' || !isBuiltIn(type) || provided.has(type)) return undefined;
  return { type, feature: `${AUTH_FEATURES[type]}()` };
}

/** Lists the types of this library that the application does not provide, for a message. */
export function listOtherTypes(provided: ProvidedTypes): string {
  return Object.keys(AUTH_FEATURES)
    .filter((type) => !provided.has(type))
    .map((type) => `"${type}"`)
    .join(', ');
}

function isBuiltIn(type: string): type is BuiltInAuthType {
  return Object.hasOwn(AUTH_FEATURES, type);
}
