import { FakeAuthStrategy, fakeConnection } from 'ngx-qlik/testing';
import { ConnectionSession } from '../auth/connection-session';
import { createRuntimeAuthModule } from './runtime-auth-module';
import { toRuntimeHostConfig } from './runtime-host-config';

const connection = fakeConnection({ id: 'a' });

function begin(strategy = new FakeAuthStrategy()) {
  const connectionSession = new ConnectionSession(connection, strategy, () => undefined);
  const hostConfig = toRuntimeHostConfig(connection, connectionSession.epoch());
  return {
    connectionSession,
    strategy,
    hostConfig,
    module: createRuntimeAuthModule(() => connectionSession),
  };
}

/** Qlik accepts what the next renewals give, and not the credential at hand. */
function acceptFromNextRenewal(strategy: FakeAuthStrategy): void {
  const renewals = strategy.countOf('renew');
  strategy.isAccepted = async () => strategy.countOf('renew') > renewals;
}

describe('the auth module in Qlik’s runtime', () => {
  it('accepts the host configs of this library only', () => {
    const { module, hostConfig } = begin();
    expect(module.validateHostConfig(hostConfig)).toBeTrue();
    for (const other of [null, 'a', {}, { connectionId: 'a' }, { signIn: 1 }])
      expect(module.validateHostConfig(other)).toBeFalse();
  });

  it('gives REST calls a header, sockets and resources a temporary token', async () => {
    const { module, hostConfig } = begin();
    expect(await module.getRestCallAuthParams({ hostConfig })).toEqual({
      headers: { Authorization: 'Bearer ada-1' },
      queryParams: {},
      credentials: 'omit',
    });
    expect(await module.getWebSocketAuthParams({ hostConfig })).toEqual({
      queryParams: { accessToken: 'ada-1-websocket-1' },
    });
    expect(await module.getWebResourceAuthParams({ hostConfig })).toEqual({
      queryParams: { accessToken: 'ada-1-web-resource-2' },
    });
  });

  it('hands out copies, which Qlik’s code may change', async () => {
    const { module, hostConfig } = begin();
    const first = await module.getRestCallAuthParams({ hostConfig });
    first.headers['Authorization'] = 'changed';
    expect((await module.getRestCallAuthParams({ hostConfig })).headers['Authorization']).toBe(
      'Bearer ada-1',
    );
  });

  it('says what is wrong with a host config that was written by hand', async () => {
    const { module } = begin();
    await expectAsync(module.getRestCallAuthParams({ hostConfig: { host: 'x' } })).toBeRejectedWith(
      jasmine.objectContaining({ code: 'config-invalid' }),
    );
  });

  for (const host of [
    'https://evil.example',
    `${connection.host}.evil.example`,
    connection.host.replace('://', '://ada@'),
    connection.host.replace('https:', 'http:'),
    `${connection.host}:8443`,
    `${connection.host}/../other`,
    '//evil.example',
    '',
    undefined,
  ]) {
    it(`gives nothing to a host config that leads to ${String(host)}`, async () => {
      const { module, hostConfig, strategy } = begin();
      const forged = { ...hostConfig, host };
      const asked: readonly Promise<unknown>[] = [
        module.getRestCallAuthParams({ hostConfig: forged }),
        module.getWebSocketAuthParams({ hostConfig: forged }),
        module.getWebResourceAuthParams({ hostConfig: forged }),
        module.handleAuthenticationError({ hostConfig: forged, status: 401, canRetry: true }),
      ];
      for (const ask of asked) {
        await expectAsync(ask).toBeRejectedWith(jasmine.objectContaining({ code: 'config-invalid' }));
      }
      expect(strategy.countOf('credential') + strategy.countOf('renew')).toBe(0);
    });
  }

  it('knows its own host in each way this library spells it', async () => {
    const { module, connectionSession } = begin();
    for (const generation of [0, 1, 3]) {
      const hostConfig = toRuntimeHostConfig(connection, connectionSession.epoch(), { generation });
      const { headers } = await module.getRestCallAuthParams({ hostConfig });
      expect(headers['Authorization']).toBe('Bearer ada-1');
    }
  });

  it('renews after a refusal and lets the call be made once more', async () => {
    const { module, hostConfig, strategy } = begin();
    strategy.isCredentialAccepted = true;
    await module.getRestCallAuthParams({ hostConfig });
    const answer = await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
    expect(answer).toEqual({ retry: true, preventDefault: false });
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('renews once for calls whose refusals arrive one after another', async () => {
    const { module, hostConfig, strategy } = begin();
    strategy.isCredentialAccepted = true;
    await module.getRestCallAuthParams({ hostConfig });
    for (let call = 0; call < 3; call++) {
      const answer = await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
      expect(answer.retry).toBeTrue();
      // Repeated, with the new credential.
      await module.getRestCallAuthParams({ hostConfig });
    }
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('renews again for a refusal that comes later', async () => {
    const { module, hostConfig, strategy } = begin();
    const now = spyOn(Date, 'now').and.callThrough();
    for (const minutes of [0, 1]) {
      now.and.returnValue(minutes * 60_000);
      await module.getRestCallAuthParams({ hostConfig });
      acceptFromNextRenewal(strategy);
      await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
    }
    expect(strategy.countOf('renew')).toBe(2);
  });

  it('renews again for a refusal that comes soon, but not of a credential that was given out just now', async () => {
    const { module, hostConfig, strategy } = begin();
    const now = spyOn(Date, 'now').and.callThrough();
    for (const seconds of [0, 1, 5]) {
      now.and.returnValue(seconds * 1_000);
      await module.getRestCallAuthParams({ hostConfig });
      acceptFromNextRenewal(strategy);
      if (seconds !== 1) await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
    }
    expect(strategy.countOf('renew')).toBe(2);
  });

  it('renews once, and ends the session, where twenty calls are refused for good, however late', async () => {
    const { module, hostConfig, strategy, connectionSession } = begin();
    const refuse = async () => {
      await module.getRestCallAuthParams({ hostConfig });
      return module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
    };
    const release = strategy.pause('isAccepted');
    const answers = Promise.allSettled([
      ...Array.from({ length: 10 }, refuse),
      new Promise((resolve) => setTimeout(resolve)).then(refuse),
    ]);
    await new Promise((resolve) => setTimeout(resolve));
    release();
    await answers;
    expect([strategy.countOf('renew'), connectionSession.state().status]).toEqual([1, 'signed-out']);
  });

  it('lets calls find out where the strategy cannot ask', async () => {
    const { module, hostConfig, strategy } = begin();
    Object.defineProperty(strategy, 'isAccepted', { value: undefined });
    await module.getRestCallAuthParams({ hostConfig });
    const answer = await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
    expect([answer.retry, strategy.countOf('renew')]).toEqual([true, 1]);
  });

  it('does not let it be made once more where nothing can be renewed', async () => {
    const { module, hostConfig, connectionSession } = begin(new FakeAuthStrategy({ canRenew: false }));
    await module.getRestCallAuthParams({ hostConfig });
    const answer = await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: true });
    expect(answer.retry).toBeFalse();
    expect(connectionSession.state().status).toBe('signed-out');
  });

  it('ends the session after a second refusal', async () => {
    const { module, hostConfig, connectionSession } = begin();
    await module.getRestCallAuthParams({ hostConfig });
    const answer = await module.handleAuthenticationError({ hostConfig, status: 401, canRetry: false });
    expect(answer.retry).toBeFalse();
    const state = connectionSession.state();
    expect(state.status === 'signed-out' && state.reason?.status).toBe(401);
  });
});
