import { createHash } from 'node:crypto';

/** Returns an id of 24 hexadecimal digits, derived from kind and name: it is the same in every run. */
export function objectId(kind: string, name: string): string {
  return createHash('sha256').update(`${kind}/${name}`).digest('hex').slice(0, 24);
}
