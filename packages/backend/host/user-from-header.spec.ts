import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { SettingsError } from '../settings-error.ts';
import { type HeaderUserOptions, userFromHeader } from './user-from-header.ts';

const OPTIONS: HeaderUserOptions = {
  header: 'X-Forwarded-User',
  nameHeader: 'X-Name',
  emailHeader: 'X-Email',
  groupsHeader: 'X-Groups',
  proxies: '10.0.0.0/8',
};

function requestFrom(remoteAddress: string, headers: readonly [string, string][]): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  request.rawHeaders = headers.flatMap(([name, value]) => [
    name,
    Buffer.from(value, 'utf8').toString('latin1'),
  ]);
  return request;
}

describe('the user from headers of a proxy', () => {
  it('is read as the proxy wrote it, with groups and names beyond ASCII', async () => {
    const request = requestFrom('10.1.2.3', [
      ['x-forwarded-user', 'ada'],
      ['X-NAME', 'Ada Lovelace-Ø'],
      ['x-email', 'ada@example.com'],
      ['x-groups', 'staff, Staff-Ü,,'],
    ]);
    assert.deepEqual(await userFromHeader(OPTIONS)(request), {
      id: 'ada',
      name: 'Ada Lovelace-Ø',
      email: 'ada@example.com',
      isEmailVerified: false,
      groups: ['staff', 'Staff-Ü'],
    });
    assert.equal(
      (await userFromHeader({ ...OPTIONS, isEmailVerified: true })(request))?.isEmailVerified,
      true,
    );
  });

  it('is no user from any other address, and without the header', async () => {
    const resolveUser = userFromHeader(OPTIONS);
    const forged: [string, string][] = [['x-forwarded-user', 'ada']];
    for (const address of ['11.0.0.1', '127.0.0.1', '::1', '::ffff:11.0.0.1'])
      assert.equal(await resolveUser(requestFrom(address, forged)), undefined, address);
    assert.equal(await resolveUser(requestFrom('10.0.0.1', [['x-email', 'ada@example.com']])), undefined);
    assert.equal(await resolveUser(requestFrom('10.0.0.1', [['x-forwarded-user', '']])), undefined);
    assert.equal((await resolveUser(requestFrom('::ffff:10.0.0.1', forged)))?.id, 'ada');
  });

  it('is refused when a client sent the header too', async () => {
    const twice: [string, string][] = [
      ['X-Forwarded-User', 'admin'],
      ['x-forwarded-user', 'ada'],
    ];
    assert.throws(() => userFromHeader(OPTIONS)(requestFrom('10.0.0.1', twice)), {
      code: 'host-user-ambiguous',
      statusCode: 400,
    });
  });

  it('is refused when its bytes are not UTF-8: users would be one who differ in those bytes only', async () => {
    for (const id of ['J\xfcrgen', 'J\xf6rgen', 'a\xed\xa0\x80']) {
      const request = requestFrom('10.0.0.1', []);
      request.rawHeaders = ['X-Forwarded-User', id];
      assert.throws(() => userFromHeader(OPTIONS)(request), { code: 'host-user-encoding', statusCode: 400 });
    }
    const marked = await userFromHeader(OPTIONS)(
      requestFrom('10.0.0.1', [['X-Forwarded-User', '\ufeffada']]),
    );
    assert.equal(marked?.id, '\ufeffada', 'another user than ada');
  });

  it('is another one by case, Unicode form and underscores of the name', async () => {
    const idOf = async (...headers: [string, string][]) =>
      (await userFromHeader(OPTIONS)(requestFrom('10.0.0.1', headers)))?.id;
    assert.equal(await idOf(['X_Forwarded_User', 'admin'], ['X-Forwarded-User', 'ada']), 'ada');
    assert.equal(await idOf(['X_Forwarded_User', 'admin']), undefined);
    assert.notEqual(await idOf(['X-Forwarded-User', '\u00e9']), await idOf(['X-Forwarded-User', 'e\u0301']));
  });

  it('needs the name of a header and the addresses of the proxy', () => {
    for (const wrong of [
      { header: '' },
      { header: 'X Y' },
      { emailHeader: 'ü' },
      { proxies: '' },
      { proxies: '0.0.0.0/0' },
    ])
      assert.throws(() => userFromHeader({ ...OPTIONS, ...wrong }), SettingsError, JSON.stringify(wrong));
  });
});
