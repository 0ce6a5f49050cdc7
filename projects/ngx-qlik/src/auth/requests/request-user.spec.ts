import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import type { AuthType } from '../../connections/connection-auth';
import { FakeAuthStrategy, fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { QlikError } from '../../errors/qlik-error';
import { ConnectionSession } from '../connection-session';
import type { QlikAuthStrategy } from '../strategy';
import { FakeServer } from '../testing/fake-server';
import { requestUser } from './request-user';

const TENANT = 'GET /api/v1/users/me';
const PROXY = 'GET /vp/qps/user';

/** Without what a fake knows by itself. */
class AskingStrategy extends FakeAuthStrategy implements QlikAuthStrategy {
  refusal: QlikError | undefined;
  override async credential(purpose: 'rest') {
    const credential = await super.credential(purpose);
    return this.refusal ? { ...credential, refusal: this.refusal } : credential;
  }
}

async function begin(
  platform: 'cloud' | 'client-managed' = 'cloud',
  type: AuthType = 'oauth2',
  server = new FakeServer(),
) {
  const host = platform === 'cloud' ? 'https://a.example' : 'https://a.example/vp';
  const connection = fakeConnection({ id: 'a', platform, host, auth: { type } as never });
  const strategy = new AskingStrategy();
  const connectionSession = new ConnectionSession(connection, strategy, () => undefined);
  await connectionSession.restore();
  return { server, strategy, connectionSession };
}

const answer = (body: unknown, status = 200) => Response.json(body, { status });

describe('requestUser', () => {
  it('asks a tenant, with the credential', async () => {
    const { server, connectionSession } = await begin();
    server.on(TENANT, answer({ id: 'u1', name: 'Ada', email: 'ada@example.com', subject: 'idp|ada' }));
    expect(await requestUser(connectionSession)).toEqual({
      id: 'u1',
      name: 'Ada',
      email: 'ada@example.com',
      subject: 'idp|ada',
    });
    expect(server.last(TENANT).headers.get('Authorization')).toBe('Bearer ada-1');
  });

  for (const [body, name] of [
    [{ id: 'u1', name: '', email: 'ada@example.com' }, 'ada@example.com'],
    [{ id: 'u1', subject: 'bot' }, 'bot'],
    [{ id: 'u1' }, 'u1'],
  ] as const) {
    it(`names a user of ${JSON.stringify(body)} "${name}"`, async () => {
      const { server, connectionSession } = await begin();
      server.on(TENANT, answer(body));
      expect((await requestUser(connectionSession))?.name).toBe(name);
    });
  }

  it('asks the proxy of a client-managed server', async () => {
    const { server, connectionSession } = await begin('client-managed', 'ticket');
    server.on(PROXY, answer({ userDirectory: 'ACME', userId: 'ada', userName: 'Ada' }));
    const subject = String.raw`ACME\ada`;
    expect(await requestUser(connectionSession)).toEqual({ id: 'ada', name: 'Ada', subject });
    server.on(PROXY, answer({ userDirectory: 'ACME', userId: 'ada' }));
    expect(await requestUser(connectionSession)).toEqual({ id: 'ada', name: subject, subject });
  });

  it('sends nothing for the auth types whose users Qlik does not name, and for no other', async () => {
    const server = new FakeServer();
    for (const [type, { user }] of Object.entries(AUTH_TYPES)) {
      server.seen.length = 0;
      const { connectionSession } = await begin('cloud', type as AuthType, server);
      const asking = requestUser(connectionSession).catch(() => undefined);
      expect(await asking).toBeUndefined();
      expect(server.calls)
        .withContext(type)
        .toEqual(user ? [] : [TENANT]);
    }
  });

  it('renews a credential that is refused, and asks once more', async () => {
    const { server, strategy, connectionSession } = await begin();
    server.on(TENANT, ({ headers }) =>
      headers.get('Authorization') === 'Bearer ada-2' ? answer({ id: 'u1' }) : answer({}, 401),
    );
    expect((await requestUser(connectionSession))?.id).toBe('u1');
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('renews a session that the proxy knows no more: it answers without a user', async () => {
    const { server, strategy, connectionSession } = await begin('client-managed', 'ticket');
    server.on(PROXY, () =>
      strategy.countOf('renew') > 0
        ? answer({ userDirectory: 'ACME', userId: 'ada' })
        : answer({ session: 'inactive', userDirectory: '' }),
    );
    expect((await requestUser(connectionSession))?.id).toBe('ada');
  });

  it('ends with what the server says when the new credential is refused too', async () => {
    const { server, strategy, connectionSession } = await begin();
    server.on(TENANT, answer({}, 401));
    expect(await qlikErrorOf(requestUser(connectionSession))).toEqual(
      jasmine.objectContaining({ code: 'http-unexpected-answer', status: 401 }),
    );
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('takes an answer of a tenant without a user for no user', async () => {
    const { server, connectionSession } = await begin();
    server.on(TENANT, answer({}));
    expect((await qlikErrorOf(requestUser(connectionSession))).code).toBe('http-unexpected-answer');
  });

  it('ends with why the sign-in ended', async () => {
    const { server, strategy, connectionSession } = await begin();
    strategy.canRenew = false;
    server.on(TENANT, answer({}, 401));
    expect((await qlikErrorOf(requestUser(connectionSession))).code).toBe('credential-refused');
  });

  it('withholds an answer after the end of the sign-in', async () => {
    const { server, connectionSession } = await begin();
    const release = server.pause();
    server.on(TENANT, answer({ id: 'u1' }));
    const asking = qlikErrorOf(requestUser(connectionSession));
    await settled();
    await connectionSession.signOut();
    release();
    expect((await asking).code).toBe('sign-in-required');
  });

  it('says that the server is down, or that only the runtime can make calls', async () => {
    const { server, strategy, connectionSession } = await begin();
    expect((await qlikErrorOf(requestUser(connectionSession))).code).toBe('http-unreachable');
    server.on(TENANT, answer({}, 503));
    expect((await qlikErrorOf(requestUser(connectionSession))).code).toBe('http-server-error');
    strategy.refusal = new QlikError('calls-blocked', 'x', { remedy: 'y' });
    await connectionSession.signIn();
    expect((await qlikErrorOf(requestUser(connectionSession))).code).toBe('calls-blocked');
  });
});
