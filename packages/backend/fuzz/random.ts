import { createHash } from 'node:crypto';

/** The seed of one attack's input. */
export function attackSeed(seed: number, name: string, index: number): number {
  return createHash('sha256').update(`${seed}/${name}/${index}`).digest().readInt32BE();
}

/** Numbers from 0 to below 1, the same for the same seed. Source: Mulberry32, by Tommy Ettinger, in the public domain. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
