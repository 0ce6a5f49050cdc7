import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MemoryState } from '../state/memory-state.ts';
import { TokenCache } from './token-cache.ts';

describe('the token cache', () => {
  let now = 1_000_000;
  const state = new MemoryState(() => now);
  after(() => state.close());
  let fetched = 0;
  const fetch = async (): Promise<{ token: string; expiresAt: number }> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    fetched += 1;
    return { token: `t${fetched}`, expiresAt: now + 3_600_000 };
  };

  it('fetches once for fifty concurrent callers, and not again while the token is fresh', async () => {
    const cache = new TokenCache(state, () => now);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => cache.get('a', fetch)));
    assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(['t1']));
    now += 3_500_000;
    assert.equal((await cache.get('a', fetch)).token, 't1');
    assert.equal(fetched, 1);
  });

  it('shares with another instance of the backend', async () => {
    assert.equal((await new TokenCache(state, () => now).get('a', fetch)).token, 't1');
  });

  it('renews a minute before the end', async () => {
    now += 41_000;
    assert.equal((await new TokenCache(state, () => now).get('a', fetch)).token, 't2');
  });

  it('gets one other token for twenty callers that were refused with the same token', async () => {
    const cache = new TokenCache(state, () => now);
    const before = fetched;
    const tokens = await Promise.all(Array.from({ length: 20 }, () => cache.get('a', fetch, 't2')));
    assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(['t3']));
    assert.equal((await cache.get('a', fetch, 't2')).token, 't3');
    assert.equal(fetched, before + 1);
  });

  it('does not fetch without end when every token is refused', async () => {
    const cache = new TokenCache(state, () => now);
    assert.equal((await cache.get('a', fetch, 't3')).token, 't3');
  });

  it('replaces a token that is refused in the moment after it was issued', async () => {
    const cache = new TokenCache(state, () => now);
    const { token } = await cache.get('c', fetch);
    assert.notEqual((await cache.get('c', fetch, token)).token, token);
  });

  it('keeps keys apart and tries again after a failure', async () => {
    const cache = new TokenCache(state, () => now);
    await assert.rejects(
      cache.get('b', async () => {
        throw new Error('down');
      }),
      /down/,
    );
    assert.equal((await cache.get('b', fetch)).token, 't6');
    assert.equal((await cache.get('a', fetch)).token, 't3');
  });
});
