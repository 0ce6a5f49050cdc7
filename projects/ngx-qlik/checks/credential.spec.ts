import { fakeConnection } from 'ngx-qlik/testing';
import { answer, expectResult, jwt, page } from './observations.spec';
import { checkClocks, readDate } from './clock';
import { checkCsrf } from './csrf';
import { checkRateLimits, checkRest } from './rest';
import { checkCookies, checkSignIn } from './sign-in';
import { checkToken } from './token';

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
  const check = (
    token: string | undefined,
    use: 'access' | 'cloud-jwt' | 'virtual-proxy-jwt' = 'cloud-jwt',
  ) => checkToken({ use, token, now: NOW });

  it('passes with all claims, and is never shown in full', () => {
    const token = jwt(claims);
    const result = check(token);
    expectResult(result, 'passed', undefined);
    expect(JSON.stringify(result)).not.toContain(token.split('.')[1] ?? '-');
    expect(JSON.stringify(result)).not.toContain('ada@example.com');
    expect(result.seen).toContain('sub: ada');
  });

  it('passes when it is opaque', () => {
    expectResult(check('opaque', 'access'), 'passed', undefined);
    expectResult(check(undefined, 'access'), 'skipped', undefined);
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
      const result = check(jwt({ ...claims, [claim]: undefined }));
      expectResult(result, 'failed', 'token-claims', /credentials -- check cloud/);
      expect(result.cause).toContain(claim);
    });
  }

  for (const [what, changed, header, cause] of [
    ['it has ended', { exp: SECONDS - 60 }, undefined, 'token-expired'],
    ['it is not good yet', { nbf: SECONDS + 60 }, undefined, 'token-early'],
    ['it lives too long', { exp: SECONDS + 3601 }, undefined, 'token-claims'],
    ['it is for another audience', { aud: 'other' }, undefined, 'token-claims'],
    ['its key is not named', {}, { alg: 'RS256' }, 'token-claims'],
    ['it is signed with a secret', {}, { alg: 'HS256', kid: 'k' }, 'token-claims'],
  ] as const) {
    it(`fails where ${what}`, () =>
      expectResult(check(jwt({ ...claims, ...changed }, header)), 'failed', cause));
  }

  it('requires fewer claims for a virtual proxy', () => {
    const token = jwt({ userId: 'ada', userDirectory: 'D' }, { alg: 'RS256' });
    expectResult(check(token, 'virtual-proxy-jwt'), 'passed', undefined);
    expectResult(
      check(jwt({}, { alg: 'ES256' }), 'virtual-proxy-jwt'),
      'failed',
      'token-claims',
      /virtual-proxy/,
    );
    expectResult(check('none', 'virtual-proxy-jwt'), 'failed', 'token-claims');
  });
});

describe('the clocks', () => {
  const at = (seconds: number) =>
    checkClocks([{ source: 'the host', remoteTime: NOW + seconds * 1000, localTime: NOW }]);

  it('agree within a minute', () => {
    expectResult(at(-59), 'passed', undefined);
    expectResult(checkClocks([]), 'skipped', undefined);
  });

  it('give a warning, and fail when tokens are rejected for it', () => {
    expectResult(at(90), 'warning', 'clock-skewed', /NTP/);
    expectResult(at(-600), 'failed', 'clock-skewed');
    expect(at(-600).isBlocking).toBeFalse();
  });

  it('are read from a header', () => {
    expect(readDate('Thu, 01 Jan 2026 00:00:00 GMT')).toBe(NOW);
    expect(readDate(undefined)).toBeUndefined();
  });
});

describe('the sign-in', () => {
  const error = (code: string) => ({ code, message: 'It was refused.', remedy: 'Do this.' });

  it('passes when a user is signed in, or none is needed', () => {
    expectResult(checkSignIn({ connection: cloud, status: 'ready', expiresAt: NOW }), 'passed', undefined);
    const reference = fakeConnection({ id: 'r', auth: { type: 'reference', reference: 'acme' } });
    const blocked = checkSignIn({
      connection: reference,
      status: 'ready',
      callsBlocked: error('calls-blocked'),
    });
    expectResult(blocked, 'passed', undefined);
    expect(blocked.seen.join()).toContain('acme');
  });

  it('warns about a missing sign-in, which is no failure', () => {
    expectResult(checkSignIn({ connection: cloud, status: 'signed-out' }), 'warning', 'sign-in-required');
    const asked = checkSignIn({ connection: cloud, status: 'failed', error: error('sign-in-required') });
    expectResult(asked, 'warning', 'sign-in-required');
  });

  it('fails with the error of the sign-in', () => {
    const failed = (code: string) => checkSignIn({ connection: cloud, status: 'failed', error: error(code) });
    expectResult(failed('sign-in-refused'), 'failed', 'sign-in-failed', /^Do this\./);
    expectResult(failed('cookies-blocked'), 'failed', 'cookies-blocked');
    expectResult(checkSignIn({ connection: cloud, status: 'signing-in' }), 'failed', 'sign-in-silent');
  });

  it('distinguishes blocked cookies from expired sessions', () => {
    const facts = { connection: cloud, isSameSite: false, areCookiesOn: true, isSignedIn: true };
    expectResult(checkCookies({ ...facts, isSessionValid: true }), 'passed', undefined);
    expectResult(checkCookies({ ...facts, isSessionValid: false }), 'failed', 'cookies-blocked', /one site/);
    expectResult(checkCookies({ ...facts, isSameSite: true, isSessionValid: false }), 'passed', undefined);
    expectResult(checkCookies({ ...facts, areCookiesOn: false }), 'failed', 'cookies-blocked');
    const result = checkCookies({
      ...facts,
      connection: server,
      isSignedIn: false,
      error: error('cookies-blocked'),
    });
    expectResult(result, 'failed', 'cookies-blocked', /SameSite/);
    expectResult(checkCookies({ ...facts, isSignedIn: false }), 'warning', 'cookies-third-party');
    expectResult(checkCookies({ ...facts, isSameSite: true, isSignedIn: false }), 'skipped', undefined);
  });
});

describe('the CSRF token', () => {
  const given = (token: string | undefined) =>
    answer({ status: 204, headers: token === undefined ? {} : { 'qlik-csrf-token': token } });

  it('passes when the page has it, or the server has none', () => {
    expectResult(
      checkCsrf({ connection: cloud, observation: given('t'), pageToken: 't' }),
      'passed',
      undefined,
    );
    expectResult(
      checkCsrf({ connection: server, observation: answer({ status: 404 }) }),
      'passed',
      undefined,
    );
  });

  for (const [what, observation, cause, remedy] of [
    ['cannot be read', given(undefined), 'csrf-hidden', /Expose-Headers/],
    ['is another by now', given('new'), 'csrf-stale', /Reload/],
    ['requires a session', answer({ status: 403 }), 'session-ended', /Sign in/],
    ['is behind a sign-in', answer({ status: 302, isRedirect: true }), 'session-ended', /Sign in/],
    ['does not come', { failure: 'network' }, 'csrf-missing', /./],
    ['breaks', answer({ status: 500 }), 'csrf-missing', /./],
  ] as const) {
    it(`fails where it ${what}`, () => {
      expectResult(checkCsrf({ connection: server, observation, pageToken: 'old' }), 'failed', cause, remedy);
    });
  }
});

describe('the first call', () => {
  const check = (observation: Parameters<typeof checkRest>[0]['observation'], connection = cloud) =>
    checkRest({ connection, path: '/api/v1/users/me', observation });

  it('passes with a user, a server or a tenant in the response', () => {
    for (const json of [
      { id: '1', name: 'Ada' },
      { userDirectory: 'D', userId: 'ada' },
      { buildVersion: '14' },
    ]) {
      expectResult(check(answer({ json })), 'passed', undefined);
    }
    expectResult(
      check(answer({ json: { userId: 'anonymous1', session: 'inactive' } }), server),
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
    ['only this request gets no response', { failure: 'network' }, 'preflight-refused', /authorization/],
  ] as const) {
    it(`fails where ${what}`, () => expectResult(check(observation), 'failed', cause, remedy));
  }

  it('recognizes that a virtual proxy has no session', () => {
    expectResult(check(answer({ json: { session: 'inactive' } }), server), 'failed', 'session-ended');
  });

  it('leaves a 429 to the rate limit check', () => {
    const observation = answer({ status: 429, headers: { 'retry-after': '7' } });
    expectResult(check(observation), 'passed', undefined);
    const facts = { connection: cloud, path: '/', observation };
    expectResult(checkRateLimits(facts), 'failed', 'rate-limited', /Wait/);
    expect(checkRateLimits(facts).cause).toContain('wait: 7');
    expectResult(checkRateLimits({ ...facts, observation: answer() }), 'passed', undefined);
  });
});
