import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { QlikConnection } from '../connections/connection';
import type { JwtAuth } from '../connections/connection-auth';
import { withHeader, withJwtVirtualProxy, withTicket, withWindows } from './strategies/client-managed';
import { withOAuth2Impersonation } from './strategies/cloud';
import { createJwt } from './strategies/cloud/tenant-session';
import type { QlikAuthStrategy } from './strategy';
import { FakePage, strategyOf } from './testing/fake-page';
import { ADA, FakeProxy, RESOURCE, SIGN_OUT } from './testing/fake-proxy';
import { FakeServer } from './testing/fake-server';
import { until } from './testing/until';

const BACKEND = '/api/qlik/acme';
const SESSION = `GET ${BACKEND}/session`;
const BACKEND_SIGN_OUT = `POST ${BACKEND}/sign-out`;
const ACCESS_TOKEN = `POST ${BACKEND}/access-token`;

/** A server on which sign-ins and sign-outs of the same browser come one after another. */
interface Case {
  readonly connection: QlikConnection;
  readonly create: (connection: QlikConnection) => QlikAuthStrategy;
  readonly serve: () => { readonly server: FakeServer; readonly hasSession: () => boolean };
  /** The call that ends the session. */
  readonly signOut: string;
  /** The first call of a sign-in. */
  readonly signIn: string;
}

const proxyConnection = (type: 'jwt-virtual-proxy' | 'ticket' | 'windows') =>
  fakeConnection({
    id: 'acme',
    platform: 'client-managed',
    host: 'https://server.example/vp',
    auth: { type },
  });

function serveProxy() {
  const server = new FakeProxy();
  server
    .on(`POST ${BACKEND}/virtual-proxy-jwt`, () => Response.json({ jwt: 'a.b.c' }))
    .on(`POST ${BACKEND}/ticket`, () => Response.json({ ticket: 'one' }))
    .on(SESSION, () => Response.json({ hostUser: { id: 'ada' }, isSignedIn: true }))
    .on(RESOURCE, () => {
      server.user = ADA;
      return new Response('');
    });
  return { server, hasSession: () => server.user !== undefined };
}

function serveTenant() {
  let isSignedIn = false;
  const server = new FakeServer()
    .on(`POST ${BACKEND}/jwt`, () => Response.json({ jwt: 'a.b.c' }))
    .on('POST /login/jwt-session', () => {
      isSignedIn = true;
      return Response.json({});
    })
    .on('GET /api/v1/users/me', () =>
      isSignedIn ? Response.json({ id: 'ada' }) : new Response('{}', { status: 401 }),
    )
    .on('GET /api/v1/csrf-token', () => new Response(null, { status: 204 }))
    .on('GET /logout', () => {
      isSignedIn = false;
      return new Response('');
    });
  return { server, hasSession: () => isSignedIn };
}

/** A backend whose sign-out ends what it fetched for the user until then. */
function serveBackend() {
  let isInUse = false;
  const begin = (body: object) => () => {
    isInUse = true;
    return Response.json(body);
  };
  const server = new FakeServer()
    .on(SESSION, begin({ hostUser: { id: 'ada' }, isSignedIn: true }))
    .on(ACCESS_TOKEN, begin({ accessToken: 'a.b.c' }))
    .on(BACKEND_SIGN_OUT, () => {
      isInUse = false;
      return new Response(null, { status: 204 });
    });
  return { server, hasSession: () => isInUse };
}

const TENANT = fakeConnection({ id: 'acme', host: 'https://acme.example' });
const JWT: JwtAuth = { type: 'jwt', webIntegrationId: 'w1' };

const CASES: Readonly<Record<string, Case>> = {
  'jwt-virtual-proxy': {
    connection: proxyConnection('jwt-virtual-proxy'),
    create: (connection) => strategyOf(withJwtVirtualProxy(), connection),
    serve: serveProxy,
    signOut: SIGN_OUT,
    signIn: `POST ${BACKEND}/virtual-proxy-jwt`,
  },
  ticket: {
    connection: proxyConnection('ticket'),
    create: (connection) => strategyOf(withTicket(), connection),
    serve: serveProxy,
    signOut: SIGN_OUT,
    signIn: SESSION,
  },
  jwt: {
    connection: { ...TENANT, auth: JWT },
    create: () =>
      createJwt({
        connection: { ...TENANT, auth: JWT },
        backend: `https://app.example${BACKEND}`,
        page: new FakePage(),
      }),
    serve: serveTenant,
    signOut: 'GET /logout',
    signIn: `POST ${BACKEND}/jwt`,
  },
  header: {
    connection: fakeConnection({
      id: 'acme',
      platform: 'client-managed',
      host: `${location.origin}/qlik/acme`,
      auth: { type: 'header' },
    }),
    create: (connection) => strategyOf(withHeader(), connection),
    serve: serveBackend,
    signOut: BACKEND_SIGN_OUT,
    signIn: SESSION,
  },
  'oauth2-impersonation': {
    connection: { ...TENANT, auth: { type: 'oauth2-impersonation', clientId: 'c1' } },
    create: (connection) => strategyOf(withOAuth2Impersonation(), connection),
    serve: serveBackend,
    signOut: BACKEND_SIGN_OUT,
    signIn: ACCESS_TOKEN,
  },
};

/** Makes the answers to a call wait. The server ends the session when it answers. */
function delay({ server, call }: { readonly server: FakeServer; readonly call: string }) {
  const answer = server.answerOf(call);
  const releases: (() => void)[] = [];
  server.on(call, async (request) => {
    await new Promise<void>((resolve) => releases.push(resolve));
    return typeof answer === 'function' ? answer(request) : new Response('');
  });
  return releases;
}

describe('a sign-in during a sign-out', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  afterEach(() => localStorage.clear());

  for (const [type, { connection, create, serve, signOut, signIn }] of Object.entries(CASES)) {
    describe(`of ${type}`, () => {
      const begin = async () => {
        const { server, hasSession } = serve();
        const strategy = create(connection);
        await strategy.signIn({});
        const signOuts = delay({ server, call: signOut });
        return { server, hasSession, strategy, signOuts };
      };
      const pause = async () => {
        for (let turn = 0; turn < 5; turn++) await settled();
      };

      it('begins its session after the server has ended the last', async () => {
        const { server, hasSession, strategy, signOuts } = await begin();
        const signingOut = strategy.signOut();
        const signingIn = strategy.signIn({});
        await until(() => signOuts.length === 1);
        await pause();
        signOuts[0]?.();
        await signingOut;
        await signingIn;
        expect(server.calls.lastIndexOf(signIn)).toBeGreaterThan(server.calls.indexOf(signOut));
        expect(hasSession()).toBeTrue();
      });

      it('waits for all of several sign-outs', async () => {
        const { hasSession, strategy, signOuts } = await begin();
        const signingOut = [strategy.signOut(), strategy.signOut()];
        const signingIn = strategy.signIn({});
        await until(() => signOuts.length === 2);
        signOuts[1]?.();
        await pause();
        signOuts[0]?.();
        await Promise.all([...signingOut, signingIn]);
        expect(hasSession()).toBeTrue();
      });

      it('begins its session all the same when the server cannot end the last', async () => {
        const { server, hasSession, strategy } = await begin();
        server.off(signOut);
        const signingOut = strategy.signOut().catch(() => undefined);
        await strategy.signIn({});
        await signingOut;
        expect(hasSession()).toBeTrue();
      });
    });
  }

  for (const type of ['jwt-virtual-proxy', 'jwt', 'ticket'] as const) {
    it(`waits for the end of a canceled sign-in of ${type}`, async () => {
      const { connection, create, serve, signIn } = CASES[type] as Case;
      const { server, hasSession } = serve();
      const strategy = create(connection);
      const signIns = delay({ server, call: signIn });
      const abandoned = qlikErrorOf(strategy.signIn({}));
      await until(() => signIns.length === 1);
      const signingOut = strategy.signOut();
      const signingIn = strategy.signIn({});
      await settled();
      expect(signIns.length).toBe(1);
      signIns[0]?.();
      expect((await abandoned).code).toBe('sign-in-failed');
      await signingOut;
      await until(() => signIns.length === 2);
      signIns[1]?.();
      await signingIn;
      expect(hasSession()).toBeTrue();
    });
  }

  it('begins nothing when it is canceled meanwhile', async () => {
    const { server } = serveProxy();
    const strategy = strategyOf(withJwtVirtualProxy(), proxyConnection('jwt-virtual-proxy'));
    await strategy.signIn({});
    const signOuts = delay({ server, call: SIGN_OUT });
    const signingOut = strategy.signOut();
    const controller = new AbortController();
    const canceled = qlikErrorOf(strategy.signIn({ signal: controller.signal }));
    await until(() => signOuts.length === 1);
    controller.abort();
    signOuts[0]?.();
    await signingOut;
    expect((await canceled).code).toBe('sign-in-canceled');
    expect(server.calls.filter((call) => call === RESOURCE).length).toBe(1);
  });

  it('leaves for the sign-in page of a server that takes Windows accounts, as after the sign-out', async () => {
    const { server } = serveProxy();
    server.user = ADA;
    const strategy = strategyOf(withWindows(), proxyConnection('windows'));
    await strategy.restore();
    const signOuts = delay({ server, call: SIGN_OUT });
    const signingOut = strategy.signOut();
    // This server names no sign-in page: with the session that is about to end there would be no error.
    const signingIn = qlikErrorOf(strategy.signIn({}));
    await until(() => signOuts.length === 1);
    await settled();
    signOuts[0]?.();
    await signingOut;
    expect((await signingIn).code).toBe('sign-in-failed');
  });

  it('does not wait longer than 20 s', async () => {
    const { server } = serveProxy();
    const strategy = strategyOf(withJwtVirtualProxy(), proxyConnection('jwt-virtual-proxy'));
    await strategy.signIn({});
    const signOuts = delay({ server, call: SIGN_OUT });
    jasmine.clock().install();
    try {
      const signingOut = strategy.signOut();
      const signingIn = strategy.signIn({});
      await until(() => signOuts.length === 1);
      jasmine.clock().tick(20_000);
      await expectAsync(signingIn).toBeResolved();
      signOuts[0]?.();
      await signingOut;
    } finally {
      jasmine.clock().uninstall();
    }
  });
});
