import { fakeConnection, settled } from 'ngx-qlik/testing';
import { failed, passed, warnedBlocking } from '../check-results';
import { type Check, findFirstCause, type CheckResult } from '../report/report';
import { planChecks } from './plan';
import { runChecks, toTimeLimit } from './run-checks';

const PLAN = [
  { id: 'host', title: 'Host', dependsOn: [] },
  { id: 'cors', title: 'CORS', dependsOn: ['host'] },
  { id: 'rest', title: 'REST', dependsOn: ['cors'] },
  { id: 'runtime', title: 'Script', dependsOn: ['host'] },
] as const;
const FINDING = { causeId: 'origin-refused', cause: 'No.', remedy: 'Do.' } as const;

async function run(
  runCheck: (id: string) => Promise<CheckResult>,
  timeLimit = 1000,
): Promise<readonly Check[]> {
  const states = runChecks(PLAN, {
    run: runCheck,
    timeLimit,
    redact: (result) => result,
    now: () => performance.now(),
    signal: new AbortController().signal,
  });
  let last: readonly Check[] = [];
  for await (const checks of states) last = checks;
  return last;
}

const statesOf = (checks: readonly Check[]) => checks.map(({ status }) => status);

describe('a time limit', () => {
  for (const [wanted, expected] of [
    [undefined, 10_000],
    [NaN, 10_000],
    [Infinity, 2_147_483_647],
    [1e15, 2_147_483_647],
    [-5, 1],
    [0.0001, 1],
    [1_234.6, 1_235],
  ] as const) {
    it(`of ${String(wanted)} is a valid timer delay`, () => {
      expect(toTimeLimit(wanted)).toBe(expected);
      expect(() => AbortSignal.timeout(Math.ceil(toTimeLimit(wanted) * 0.8))).not.toThrow();
    });
  }
});

describe('runChecks', () => {
  it('runs all checks in order, each with its duration', async () => {
    const made: string[] = [];
    const checks = await run((id) => {
      made.push(id);
      return Promise.resolve(passed(id));
    });
    expect(made).toEqual(['host', 'cors', 'rest', 'runtime']);
    expect(statesOf(checks)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(checks.every(({ milliseconds }) => milliseconds !== undefined && milliseconds >= 0)).toBeTrue();
    expect(findFirstCause(checks)).toBeUndefined();
  });

  it('skips checks that depend on a failure, and runs the rest', async () => {
    const checks = await run((id) => Promise.resolve(id === 'cors' ? failed(FINDING) : passed()));
    expect(statesOf(checks)).toEqual(['passed', 'failed', 'skipped', 'passed']);
    expect(checks[2]?.seen).toEqual(['Waits for “CORS”.']);
    expect(findFirstCause(checks)?.id).toBe('cors');
  });

  it('names a failure as the cause before a blocking warning', async () => {
    const waiting = await run((id) => Promise.resolve(id === 'cors' ? warnedBlocking(FINDING) : passed()));
    expect(findFirstCause(waiting)?.id).toBe('cors');
    const both = await run((id) =>
      Promise.resolve(
        id === 'cors' ? warnedBlocking(FINDING) : id === 'runtime' ? failed(FINDING) : passed(),
      ),
    );
    expect(findFirstCause(both)?.id).toBe('runtime');
  });

  it('ends a check that does not settle, and one that throws', async () => {
    const silent = await run(
      (id) => (id === 'host' ? new Promise(() => undefined) : Promise.resolve(passed())),
      20,
    );
    expect([silent[0]?.status, silent[0]?.causeId]).toEqual(['failed', 'time-up']);
    const broken = await run(() => Promise.reject(new Error('broken')));
    expect([broken[0]?.status, broken[0]?.causeId]).toEqual(['failed', 'unexpected']);
    expect(broken[0]?.seen).toEqual(['Error: broken']);
  });

  it('yields before and after each check, and stops when the signal aborts', async () => {
    const ended = new AbortController();
    const states = runChecks(PLAN, {
      run: () => Promise.resolve(passed()),
      timeLimit: 1000,
      redact: (result) => result,
      now: () => 0,
      signal: ended.signal,
    });
    expect((await states.next()).value?.[0]?.status).toBe('running');
    expect((await states.next()).value?.[0]?.status).toBe('passed');
    ended.abort();
    await settled();
    expect((await states.next()).done).toBeTrue();
  });
});

describe('the plan', () => {
  const idsOf = (connection: Parameters<typeof planChecks>[0], place: 'page' | 'command-line' = 'page') =>
    planChecks(connection, { site: 'https://app.example', place }).map(({ id }) => id);

  it('checks a JWT before the sign-in, and an access token after it', () => {
    const jwt = idsOf(fakeConnection({ id: 'j', auth: { type: 'jwt', webIntegrationId: 'w' } }));
    expect(jwt.indexOf('token')).toBeLessThan(jwt.indexOf('sign-in'));
    expect(jwt.indexOf('token')).toBeGreaterThan(jwt.indexOf('backend'));
    const oauth = idsOf(fakeConnection({ id: 'o', auth: { type: 'oauth2', clientId: 'c' } }));
    expect(oauth.indexOf('token')).toBeGreaterThan(oauth.indexOf('sign-in'));
    expect(oauth).not.toContain('backend');
  });

  it('has DNS and TLS on the command line, and cookies for auth types that use them', () => {
    const cookie = fakeConnection({ id: 'c', auth: { type: 'cookie', webIntegrationId: 'w' } });
    expect(idsOf(cookie)).toContain('cookies');
    expect(idsOf(cookie)).not.toContain('tls');
    expect(idsOf(cookie, 'command-line').slice(0, 4)).toEqual(['configuration', 'dns', 'tls', 'host']);
    expect(idsOf({ ...cookie, host: 'http://localhost:1' }, 'command-line')).not.toContain('tls');
  });

  it('makes no call for connections that only Qlik’s runtime uses', () => {
    const ids = idsOf(fakeConnection({ id: 'n', auth: { type: 'noauth' } }));
    expect(ids).toEqual(['configuration', 'online', 'host', 'platform', 'sign-in', 'clock', 'runtime']);
  });
});
