import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../errors/problem.ts';
import { type ResolveUser, readUser } from './resolve-user.ts';

const request = new IncomingMessage(new Socket());
const problemOf = async (resolveUser: ResolveUser, limitMs?: number): Promise<Problem> => {
  try {
    await readUser(resolveUser, request, limitMs);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('there was no problem');
};

describe('the user whom a host application names', () => {
  it('has the id as name, and an empty session, where the host names none', async () => {
    assert.deepEqual(await readUser(() => ({ id: 'ada' }), request), {
      user: { id: 'ada', name: 'ada' },
      session: '',
      expiresAt: undefined,
    });
  });

  it('is no user for undefined, null, and a user who has expired', async () => {
    for (const resolved of [undefined, null, { id: 'ada', expiresAt: Date.now() - 1 }])
      assert.equal(await readUser(() => resolved, request), undefined);
  });

  it('is a problem when its end is in seconds, which would be long ago', async () => {
    const wrong = await problemOf(() => ({ id: 'ada', expiresAt: Math.floor(Date.now() / 1000) + 600 }));
    assert.equal(wrong.code, 'host-user-invalid');
    assert.match(String(wrong.options.remedy), /expiresAt: is in milliseconds.*exp \* 1000/);
  });

  it('is a problem with the fields that are wrong, and never a user, for anything else', async () => {
    const anything = fc
      .oneof(
        fc.anything(),
        fc.record({
          id: fc.anything(),
          name: fc.anything(),
          groups: fc.anything(),
          expiresAt: fc.anything(),
        }),
      )
      .filter((value) => value !== undefined && value !== null);
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const read = await readUser(() => value as never, request).catch((error: unknown) => error);
        if (read instanceof Problem) {
          assert.deepEqual([read.statusCode, read.code], [500, 'host-user-invalid']);
          assert.match(String(read.options.remedy), /resolveUser returned/);
        } else if (read !== undefined) {
          const { user } = read as { user: { id: unknown; name: unknown; groups?: unknown } };
          assert.ok(typeof user.id === 'string' && user.id !== '' && typeof user.name === 'string');
          assert.ok(user.groups === undefined || Array.isArray(user.groups));
        }
      }),
    );
  });

  it('is no user with half a surrogate pair, which state stores write as the same replacement character', async () => {
    for (const wrong of [{ id: 'a\ud800' }, { id: 'ada', name: '\udc00' }, { id: 'ada', groups: ['\ud801'] }])
      assert.equal((await problemOf(() => wrong)).code, 'host-user-invalid');
    for (const id of ['__proto__', "a'b", 'a:b', 'a"b\n', '\u{1f600}', 'x'.repeat(256)])
      assert.equal((await readUser(() => ({ id }), request))?.user.id, id);
  });

  it('is a problem when the host fails, with the cause for the log only', async () => {
    const failed = await problemOf(() => {
      throw new Error('password=very-secret');
    });
    assert.deepEqual([failed.statusCode, failed.code], [500, 'host-user-failed']);
    assert.doesNotMatch(failed.message + String(failed.options.remedy), /very-secret/);
    assert.ok(failed.cause instanceof Error);
    const rejected = await problemOf(() => Promise.reject(new Error('no database')));
    assert.equal(rejected.code, 'host-user-failed');
  });

  it('is a problem with a time to wait when the host takes too long', async () => {
    const late = await problemOf(() => new Promise(() => undefined), 20);
    assert.deepEqual([late.statusCode, late.code], [503, 'host-user-late']);
    assert.equal(late.options.headers?.['retry-after'], '5');
  });
});
