import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** The decoded parts of a JWT. */
export interface TokenContents {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Decodes a JWT without verifying its signature; `undefined` for an opaque token. */
export function readToken(token: string): TokenContents | undefined {
  const [header, claims, signature, ...more] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0)
    return undefined;
  const [readHeader, readClaims] = [readPart(header), readPart(claims)];
  return readHeader && readClaims ? { header: readHeader, claims: readClaims } : undefined;
}

/** Returns a time claim (seconds since 1970) in milliseconds. */
export function timeOf(claims: Readonly<Record<string, unknown>>, claim: string): number | undefined {
  const seconds = claims[claim];
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const bytes = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (each) => each.charCodeAt(0)));
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    // An opaque token is valid, and cannot be decoded.
    return undefined;
  }
}
