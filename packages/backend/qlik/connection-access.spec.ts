import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { Problem } from '../errors/problem.ts';
import { findConnection } from './connection-access.ts';

const ADA = { id: 'ada', name: 'Ada', groups: ['finance', 'all'] };
const GRACE = { id: 'grace', name: 'Grace', groups: [] };
const EDGAR = { id: 'edgar', name: 'Edgar' };
/** The identity provider lets users choose the name that is shown, not the id. */
const ODD = { id: 'finance', name: 'ada', groups: ['Finance', 'ada', 'fin', ''] };

describe('the users of a connection', () => {
  const usersOf = (
    audience: Pick<BackendConnection, 'onlyUsers' | 'onlyGroups' | 'audience'>,
  ): readonly string[] => {
    const connection: BackendConnection = {
      ...{
        id: 'c',
        type: 'apikey',
        host: 'https://t.example',
        apiKey: 'k',
        access: 'read',
        timeoutSeconds: 30,
      },
      ...audience,
    };
    return [ADA, GRACE, EDGAR, ODD]
      .filter((user) => {
        try {
          return findConnection(new Map([['c', connection]]), 'c', user) === connection;
        } catch (error) {
          assert.ok(error instanceof Problem && error.statusCode === 403 && error.code === 'not-allowed');
          return false;
        }
      })
      .map(({ id }) => id);
  };
  for (const [audience, expected] of [
    [{}, ['ada', 'grace', 'edgar', 'finance']],
    [{ audience: 'everyone-signed-in' }, ['ada', 'grace', 'edgar', 'finance']],
    [{ onlyUsers: ['ada'] }, ['ada']],
    [{ onlyGroups: ['finance'] }, ['ada']],
    [{ onlyUsers: ['edgar'], onlyGroups: ['all', 'none'] }, ['ada', 'edgar']],
    [{ onlyUsers: [] }, []],
    [{ onlyGroups: [] }, []],
    [{ onlyUsers: [], onlyGroups: [] }, []],
    [{ onlyUsers: [], onlyGroups: ['finance'] }, ['ada']],
    [{ onlyUsers: ['Ada', 'ada ', 'ad'], onlyGroups: ['FINANCE'] }, []],
  ] as const) {
    it(`are ${expected.join(', ') || 'none'} with ${JSON.stringify(audience)}`, () => {
      assert.deepEqual(usersOf({ ...audience } as Parameters<typeof usersOf>[0]), expected);
    });
  }
});
