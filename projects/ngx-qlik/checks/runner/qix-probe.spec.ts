import { QixProbeError, QixProbe, type EngineFailure, type QixSocket } from './qix-probe';

interface Sent {
  readonly id: number;
  readonly method: string;
  readonly handle: number;
  readonly params: readonly unknown[];
}

/** A socket that the test answers. */
class FakeSocket implements QixSocket {
  readonly sent: Sent[] = [];
  isClosed = false;
  receive: (text: string) => void = () => undefined;
  break: (code: number, reason: string) => void = () => undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }
  close(): void {
    this.isClosed = true;
  }
  onText(listener: (text: string) => void): void {
    this.receive = listener;
  }
  onClose(listener: (code: number, reason: string) => void): void {
    this.break = listener;
  }
  answer(result: unknown): void {
    this.receive(JSON.stringify({ jsonrpc: '2.0', id: this.sent.at(-1)?.id, result }));
  }
}

function begin() {
  const socket = new FakeSocket();
  const ended = new AbortController();
  return { socket, ended, probe: new QixProbe(socket, ended.signal) };
}

async function failureOf(promise: Promise<unknown>): Promise<EngineFailure | undefined> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof QixProbeError) return thrown.failure;
    throw thrown;
  }
  return undefined;
}

describe('QixProbe', () => {
  it('requests the version, an app and a number', async () => {
    const { socket, probe } = begin();
    const version = probe.version(1000);
    socket.answer({ qVersion: { qComponentVersion: '12.1' } });
    expect(await version).toBe('12.1');
    const app = probe.openApp('app-1', 1000);
    expect(socket.sent.at(-1)).toEqual(jasmine.objectContaining({ method: 'OpenDoc', handle: -1 }));
    socket.answer({ qReturn: { qHandle: 1 } });
    expect(await app).toBe(1);
    const number = probe.calculate(1, 1000);
    socket.answer({ qReturn: { qHandle: 2 } });
    await Promise.resolve();
    await Promise.resolve();
    expect(socket.sent.at(-1)).toEqual(jasmine.objectContaining({ method: 'GetLayout', handle: 2 }));
    socket.answer({ qLayout: { qHyperCube: { qDataPages: [{ qMatrix: [[{ qNum: 1 }]] }] } } });
    expect(await number).toBe(1);
  });

  it('ends a request without a response', async () => {
    const { probe } = begin();
    expect(await failureOf(probe.version(10))).toEqual({ kind: 'time' });
  });

  it('reports an error of the engine', async () => {
    const { socket, probe } = begin();
    const opening = failureOf(probe.openApp('a', 1000));
    socket.receive(
      JSON.stringify({ id: 1, error: { code: 1003, message: 'App not found', parameter: 'a' } }),
    );
    expect(await opening).toEqual({ kind: 'error', code: 1003, message: 'App not found, a' });
  });

  for (const [name, params, failure] of [
    ['OnAuthenticationInformation', { mustAuthenticate: true }, { kind: 'must-sign-in' }],
    [
      'OnConnected',
      { qSessionState: 'SESSION_ERROR_NO_LICENSE' },
      { kind: 'session-refused', state: 'SESSION_ERROR_NO_LICENSE' },
    ],
    [
      'OnLicenseAccessDenied',
      { message: 'No' },
      { kind: 'notice', name: 'OnLicenseAccessDenied', message: 'No' },
    ],
  ] as const) {
    it(`reports ${name} as the reason, and not the closed socket after it`, async () => {
      const { socket, probe } = begin();
      const asking = failureOf(probe.version(1000));
      socket.receive(JSON.stringify({ jsonrpc: '2.0', method: name, params }));
      socket.break(1000, '');
      expect(await asking).toEqual(failure);
      expect(await failureOf(probe.openApp('a', 1000))).toEqual(failure);
    });
  }

  it('ignores notifications that end nothing, and invalid messages', async () => {
    const { socket, probe } = begin();
    const asking = probe.version(1000);
    socket.receive('no JSON');
    socket.receive(JSON.stringify({ method: 'OnConnected', params: { qSessionState: 'SESSION_CREATED' } }));
    socket.receive(
      JSON.stringify({ method: 'OnAuthenticationInformation', params: { mustAuthenticate: false } }),
    );
    socket.answer({});
    expect(await asking).toBe('of an unknown version');
  });

  it('closes when the signal aborts', async () => {
    const { socket, ended, probe } = begin();
    const asking = failureOf(probe.version(1000));
    socket.break(4204, 'gone');
    expect(await asking).toEqual({ kind: 'closed', code: 4204, reason: 'gone' });
    ended.abort();
    expect(socket.isClosed).toBeTrue();
  });
});
