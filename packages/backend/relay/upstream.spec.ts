import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RelayedConnection } from './relayed-connection.ts';
import { type RelayedCall, Upstream } from './upstream.ts';

const CONNECTION = {
  type: 'm2m',
  id: 'cloud',
  host: 'https://tenant.example',
} as unknown as RelayedConnection;
const CALL = { hostSessionId: 'session', path: '/api/v1/items', isUpgrade: false } as RelayedCall;

/** An upstream whose token store is slow, and gives another token than the one that was refused. */
function slowUpstream() {
  const waiting: (() => void)[] = [];
  let current = 'token-1';
  const tokens = {
    get: async (_owner: string, _fetch: unknown, refused: string | undefined) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (refused === current) current = `token-${Number(current.slice(-1)) + 1}`;
      return { token: current };
    },
  };
  const upstream = new Upstream({ tokens } as never);
  const begin = () => upstream.target(CONNECTION, CALL);
  const answer = async <T>(call: Promise<T>): Promise<T> => {
    waiting.shift()?.();
    return call;
  };
  return { begin, answer };
}

const tokenOf = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
  Object.values(headers).join().replace('Bearer ', '');

describe('the token of a relayed call', () => {
  it('is another one after a refusal', async () => {
    const { begin, answer } = slowUpstream();
    const first = await answer(begin());
    await first.onResponse(401, []);
    assert.equal(tokenOf(await answer(begin())), 'token-2');
    assert.equal(tokenOf(await answer(begin())), 'token-2');
  });

  it('is another one also where a call was under way during the refusal', async () => {
    const { begin, answer } = slowUpstream();
    const first = await answer(begin());
    const underway = begin();
    await first.onResponse(401, []);
    assert.equal(tokenOf(await answer(underway)), 'token-1');
    assert.equal(tokenOf(await answer(begin())), 'token-2');
  });
});
