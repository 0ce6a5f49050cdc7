import { basename } from 'node:path';
import { mostSimilar } from '../json/similar-name.ts';
import type { AppNote } from './app-files.ts';

/**
 * Lists the keys of an object that are not known, each with the known one that is most like it.
 * @param place what is before the key, such as `connections.Files.`
 */
export function unknownKeys(
  file: string | undefined,
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  place = '',
): readonly AppNote[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({ file: basename(file ?? ''), message: unknownKey(`${place}${key}`, key, known) }));
}

function unknownKey(written: string, key: string, known: readonly string[]): string {
  const similar = mostSimilar(key, known);
  const hint = similar === undefined ? `Known are ${known.join(', ')}.` : `Is “${similar}” meant?`;
  return `The key “${written}” is not known, and not used. ${hint}`;
}
