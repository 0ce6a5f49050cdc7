import { createHash } from 'node:crypto';

/** An id of 24 hexadecimal digits that is the same in every run, made from what the thing is called. */
export function objectId(kind: string, name: string): string {
  return createHash('sha256').update(`${kind}/${name}`).digest('hex').slice(0, 24);
}
