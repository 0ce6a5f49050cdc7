import { isRecord } from '../../json/is-record.ts';
import type { UserAttribute } from '../users/qlik-user.ts';

/** A user as described in a call of the Proxy Service API. */
interface DescribedUser {
  readonly userDirectory: string;
  readonly userId: string;
  readonly attributes: readonly UserAttribute[];
  readonly targetId: string | undefined;
  readonly sessionId: string | undefined;
}

/** The description, or the validation error. */
export type BodyResult = { readonly described: DescribedUser } | { readonly fault: string };

/**
 * Reads the body of a ticket or session request: `{UserDirectory, UserId, Attributes: [{name: value}], TargetId?, SessionId?}`.
 * Source: Qlik's help, Proxy Service API, "Ticket: Add" and "Session: Add". Names are case-insensitive, as in .NET.
 */
export function readUserBody(body: unknown): BodyResult {
  if (!isRecord(body)) {
    return { fault: 'The body must be a JSON object.' };
  }
  const fields = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    const trimmed = typeof value === 'string' ? value.trim() : '';
    return trimmed === '' ? undefined : trimmed;
  };
  const userDirectory = text('userdirectory');
  const userId = text('userid');
  if (userDirectory === undefined || userId === undefined) {
    return { fault: 'UserDirectory and UserId must be texts.' };
  }
  if (userDirectory.includes('\\') || userId.includes('\\')) {
    return { fault: 'UserDirectory and UserId must not contain a backslash.' };
  }
  const attributes = readAttributes(fields.get('attributes'));
  if (attributes === undefined) {
    return { fault: 'Attributes must be a list of objects with texts, for example [{"group": "sales"}].' };
  }
  const described = {
    userDirectory,
    userId,
    attributes,
    targetId: text('targetid'),
    sessionId: text('sessionid'),
  };
  return { described };
}

function readAttributes(value: unknown): UserAttribute[] | undefined {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    return undefined;
  }
  const attributes: UserAttribute[] = [];
  for (const entry of value as unknown[]) {
    if (typeof entry !== 'object' || entry === null) {
      return undefined;
    }
    for (const [name, attribute] of Object.entries(entry)) {
      if (typeof attribute !== 'string') {
        return undefined;
      }
      attributes.push({ name, value: attribute });
    }
  }
  return attributes;
}
