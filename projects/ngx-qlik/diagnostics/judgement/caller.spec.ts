import { fakeConnection } from 'ngx-qlik/testing';
import { answer, expectVerdict, jwt, page } from './answers.spec';
import { judgeClocks, readDate } from './clock';
import { judgeCsrf } from './csrf';
import { judgeRateLimits, judgeRest } from './rest';
import { judgeCookies, judgeSignIn } from './sign-in';
import { judgeToken } from './token';

const cloud = fakeConnection({ id: 'acme', auth: { type: 'cookie', webIntegrationId: 'w' } });
const server = fakeConnection({ id: 'server', platform: 'client-managed', auth: { type: 'ticket' } });
const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1000;

describe('the token', () => {
  const claims = {
    ...{ iss: 'urn:app', aud: 'qlik.api/login/jwt-session', sub: 'ada', subType: 'user', name: 'Ada' },
    ...{ email: 'ada@example.com', email_verified: true, jti: '1' },
    ...{ iat: SECONDS, nbf: SECONDS, exp: SECONDS + 300 },
  };
  const judge = (
    token: string | undefined,
    use: 'access' | 'cloud-jwt' | 'virtual-proxy-jwt' = 'cloud-jwt',
  ) => judgeToken({ use, token, now: NOW });

  it('passes with all claims, and is never shown whole', () => {
    const token = jwt(claims);
    const verdict = judge(token);
    expectVerdict(verdict, 'passed', undefined);
    expect(JSON.stringify(verdict)).not.toContain(token.split('.')[1] ?? '-');
    expect(JSON.stringify(verdict)).not.toContain('ada@example.com');
    expect(verdict.seen).toContain('sub: ada');
  });

  it('passes where nothing can be looked into', () => {
    expectVerdict(judge('opaque', 'access'), 'passed', undefined);
    expectVerdict(judge(undefined, 'access'), 'skipped', undefined);
  });

  for (const claim of [
    'iss',
    'aud',
    'sub',
    'subType',
    'name',
    'email',
    'email_verified',
    'jti',
    'iat',
    'nbf',
    'exp',
  ]) {
    it(`names the claim ${claim} where it is missing`, () => {
      const verdict = judge(jwt({ ...claims, [claim]: undefined }));
      expectVerdict(verdict, 'failed', 'token-claims', /credentials -- check cloud/);
      expect(verdict.cause).toContain(claim);
    });
  }

  for (const [what, changed, header, cause] of [
    ['it has ended', { exp: SECONDS - 60 }, undefined, 'token-expired'],
    ['it is not good yet', { nbf: SECONDS + 60 }, undefined, 'token-early'],
    ['it lives too long', { exp: SECONDS + 3601 }, undefined, 'token-claims'],
    ['it is for somebody else', { aud: 'other' }, undefined, 'token-claims'],
    ['its key is not named', {}, { alg: 'RS256' }, 'token-claims'],
    ['it is signed with a secret', {}, { alg: 'HS256', kid: 'k' }, 'token-claims'],
  ] as const) {
    it(`fails where ${what}`, () =>
      expectVerdict(judge(jwt({ ...claims, ...changed }, header)), 'failed', cause));
  }

  it('asks less of one for a virtual proxy', () => {
    const token = jwt({ userId: 'ada', userDirectory: 'D' }, { alg: 'RS256' });
    expectVerdict(judge(token, 'virtual-proxy-jwt'), 'passed', undefined);
    expectVerdict(
      judge(jwt({}, { alg: 'ES256' }), 'virtual-proxy-jwt'),
      'failed',
      'token-claims',
      /virtual-proxy/,
    );
    expectVerdict(judge('none', 'virtual-proxy-jwt'), 'failed', 'token-claims');
  });
});

describe('the clocks', () => {
  const at = (seconds: number) =>
    judgeClocks([{ whose: 'the host', theirs: NOW + seconds * 1000, ours: NOW }]);

  it('agree within a minute', () => {
    expectVerdict(at(-59), 'passed', undefined);
    expectVerdict(judgeClocks([]), 'skipped', undefined);
  });

  it('are noted, and fail where tokens are refused for it', () => {
    expectVerdict(at(90), 'warning', 'clock-skewed', /NTP/);
    expectVerdict(at(-600), 'failed', 'clock-skewed');
    expect(at(-600).isBlocking).toBeFalse();
  });

  it('are read from a header', () => {
    expect(readDate('Thu, 01 Jan 2026 00:00:00 GMT')).toBe(NOW);
    expect(readDate(undefined)).toBeUndefined();
  });
});

describe('the sign-in', () => {
  const error = (code: string) => ({ code, message: 'It said no.', remedy: 'Do this.' });

  it('passes where somebody is there, or nobody needs to be', () => {
    expectVerdict(judgeSignIn({ connection: cloud, status: 'ready', expiresAt: NOW }), 'passed', undefined);
    const reference = fakeConnection({ id: 'r', auth: { type: 'reference', reference: 'acme' } });
    const blocked = judgeSignIn({
      connection: reference,
      status: 'ready',
      callsBlocked: error('calls-blocked'),
    });
    expectVerdict(blocked, 'passed', undefined);
    expect(blocked.seen.join()).toContain('acme');
  });

  it('waits for somebody, which is no failure', () => {
    expectVerdict(judgeSignIn({ connection: cloud, status: 'signed-out' }), 'warning', 'sign-in-required');
    const asked = judgeSignIn({ connection: cloud, status: 'failed', error: error('sign-in-required') });
    expectVerdict(asked, 'warning', 'sign-in-required');
  });

  it('fails with what the sign-in said', () => {
    const failed = (code: string) => judgeSignIn({ connection: cloud, status: 'failed', error: error(code) });
    expectVerdict(failed('sign-in-refused'), 'failed', 'sign-in-failed', /^Do this\./);
    expectVerdict(failed('cookies-blocked'), 'failed', 'cookies-blocked');
    expectVerdict(judgeSignIn({ connection: cloud, status: 'signing-in' }), 'failed', 'sign-in-silent');
  });

  it('tells blocked cookies from sessions that have ended', () => {
    const facts = { connection: cloud, isSameSite: false, areCookiesOn: true, isSignedIn: true };
    expectVerdict(judgeCookies({ ...facts, isKnown: true }), 'passed', undefined);
    expectVerdict(judgeCookies({ ...facts, isKnown: false }), 'failed', 'cookies-blocked', /one site/);
    expectVerdict(judgeCookies({ ...facts, isSameSite: true, isKnown: false }), 'passed', undefined);
    expectVerdict(judgeCookies({ ...facts, areCookiesOn: false }), 'failed', 'cookies-blocked');
    const told = judgeCookies({
      ...facts,
      connection: server,
      isSignedIn: false,
      error: error('cookies-blocked'),
    });
    expectVerdict(told, 'failed', 'cookies-blocked', /SameSite/);
    expectVerdict(judgeCookies({ ...facts, isSignedIn: false }), 'warning', 'cookies-third-party');
    expectVerdict(judgeCookies({ ...facts, isSameSite: true, isSignedIn: false }), 'skipped', undefined);
  });
});

describe('the CSRF token', () => {
  const given = (token: string | undefined) =>
    answer({ status: 204, headers: token === undefined ? {} : { 'qlik-csrf-token': token } });

  it('passes where the page has it, or the server knows of none', () => {
    expectVerdict(judgeCsrf({ connection: cloud, observation: given('t'), held: 't' }), 'passed', undefined);
    expectVerdict(
      judgeCsrf({ connection: server, observation: answer({ status: 404 }) }),
      'passed',
      undefined,
    );
  });

  for (const [what, observation, cause, remedy] of [
    ['cannot be read', given(undefined), 'csrf-hidden', /Expose-Headers/],
    ['is another by now', given('new'), 'csrf-stale', /Reload/],
    ['is for nobody', answer({ status: 403 }), 'session-ended', /Sign in/],
    ['is behind a sign-in', answer({ status: 302, isRedirect: true }), 'session-ended', /Sign in/],
    ['does not come', { failure: 'network' }, 'csrf-missing', /./],
    ['breaks', answer({ status: 500 }), 'csrf-missing', /./],
  ] as const) {
    it(`fails where it ${what}`, () => {
      expectVerdict(judgeCsrf({ connection: server, observation, held: 'old' }), 'failed', cause, remedy);
    });
  }
});

describe('the first call', () => {
  const judge = (observation: Parameters<typeof judgeRest>[0]['observation'], connection = cloud) =>
    judgeRest({ connection, path: '/api/v1/users/me', observation });

  it('passes with whoever answers', () => {
    for (const json of [
      { id: '1', name: 'Ada' },
      { userDirectory: 'D', userId: 'ada' },
      { buildVersion: '14' },
    ]) {
      expectVerdict(judge(answer({ json })), 'passed', undefined);
    }
    expectVerdict(
      judge(answer({ json: { userId: 'anonymous1', session: 'inactive' } }), server),
      'passed',
      undefined,
    );
  });

  for (const [what, observation, cause, remedy] of [
    ['the credential is refused', answer({ status: 401 }), 'credential-refused', /Sign in again/],
    [
      'the token is stale',
      answer({ status: 403, json: { errors: [{ code: 'CSRF-TOKEN-2' }] } }),
      'csrf-stale',
      /./,
    ],
    ['the user may not', answer({ status: 403 }), 'forbidden', /user_default/],
    ['there is no such API', answer({ status: 404 }), 'address-wrong', /"host"/],
    ['the server fails', answer({ status: 503 }), 'server-failed', /moment/],
    ['a page comes', page, 'not-qlik', /proxy/],
    ['nonsense comes', answer({ json: { hello: 1 } }), 'answer-broken', /./],
    ['the way to a sign-in comes', answer({ status: 0, isRedirect: true }), 'session-ended', /Sign in again/],
    ['it is cut off', { failure: 'cut' }, 'answer-broken', /ends connections/],
    ['it is silent', { failure: 'time' }, 'answer-silent', /./],
    ['it alone is not answered', { failure: 'network' }, 'preflight-refused', /authorization/],
  ] as const) {
    it(`fails where ${what}`, () => expectVerdict(judge(observation), 'failed', cause, remedy));
  }

  it('knows somebody whom a virtual proxy does not know', () => {
    expectVerdict(judge(answer({ json: { session: 'inactive' } }), server), 'failed', 'session-ended');
  });

  it('leaves a pause to the check of rate limits', () => {
    const observation = answer({ status: 429, headers: { 'retry-after': '7' } });
    expectVerdict(judge(observation), 'passed', undefined);
    const facts = { connection: cloud, path: '/', observation };
    expectVerdict(judgeRateLimits(facts), 'failed', 'rate-limited', /Wait/);
    expect(judgeRateLimits(facts).cause).toContain('wait: 7');
    expectVerdict(judgeRateLimits({ ...facts, observation: answer() }), 'passed', undefined);
  });
});
