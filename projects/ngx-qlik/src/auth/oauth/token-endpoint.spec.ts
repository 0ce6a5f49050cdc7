import { fakeConnection } from 'ngx-qlik/testing';
import { json, qlikError, serve } from '../testing/fake-token-server';
import type { PendingSignIn } from './callback-page';
import { createChallenge, TokenEndpoint } from './token-endpoint';

const acme = fakeConnection({ id: 'acme', host: 'https://acme.example' });
const PENDING: PendingSignIn = {
  state: 'state-1',
  codeVerifier: 'v'.repeat(43),
  redirectUri: 'https://app.example/oauth-callback.html',
  returnTo: 'https://app.example/',
  startedAt: 0,
};
const GRANTED = { access_token: 'access-1', token_type: 'bearer', scope: 'user_default' };

const endpoint = () => new TokenEndpoint(acme, 'client-1');
const redeem = (answer: string) => endpoint().redeem(new URLSearchParams(answer), PENDING);
const rejection = (promise: Promise<unknown>) => promise.then(fail, (error: unknown) => error);
const withCode = (code: string) => jasmine.objectContaining({ code, connectionId: 'acme' });

describe('createChallenge', () => {
  it('says what is missing in a page without encryption, where browsers compute no hash', async () => {
    spyOnProperty(crypto, 'subtle').and.returnValue(undefined as never);
    await expectAsync(createChallenge(acme.id)).toBeRejectedWith(
      jasmine.objectContaining({
        code: 'sign-in-failed',
        connectionId: 'acme',
        remedy: 'Serve the application by https.',
      }),
    );
  });
});

describe('TokenEndpoint', () => {
  describe('redeeming a code', () => {
    it('sends code, verifier and redirect address, and reads the tokens', async () => {
      const sent = serve(json({ ...GRANTED, expires_in: 60, refresh_token: 'refresh-1' }));
      const before = Date.now();
      const tokens = await redeem('code=code-1&state=state-1&iss=https%3A%2F%2Facme.example');
      expect(sent[0]?.url).toBe('https://acme.example/oauth/token');
      expect(sent[0]?.form).toEqual(
        jasmine.objectContaining({
          grant_type: 'authorization_code',
          code: 'code-1',
          code_verifier: PENDING.codeVerifier,
          redirect_uri: PENDING.redirectUri,
          client_id: 'client-1',
        }),
      );
      expect(sent[0]?.form['client_secret']).toBeUndefined();
      expect(tokens.accessToken).toBe('access-1');
      expect(tokens.refreshToken).toBe('refresh-1');
      expect(tokens.expiresAt).toBeGreaterThanOrEqual(before + 60_000);
    });

    it('reads the date that Qlik documents where there is no lifetime, and does without either', async () => {
      serve(
        json({ ...GRANTED, expires_at: '2030-01-01T00:00:00Z' }),
        json({ ...GRANTED, expires_at: 'soon' }),
      );
      expect((await redeem('code=c&state=state-1')).expiresAt).toBe(Date.UTC(2030, 0, 1));
      expect(await redeem('code=c&state=state-1')).toEqual({ accessToken: 'access-1' });
    });

    it('refuses a wrong state without sending anything', async () => {
      const sent = serve();
      await expectAsync(redeem('code=c&state=forged')).toBeRejectedWith(withCode('sign-in-state-mismatch'));
      expect(sent).toEqual([]);
    });

    for (const [iss, issuers, isAccepted] of [
      [undefined, undefined, true],
      ['https://acme.example', undefined, true],
      ['https://acme.example/', undefined, true],
      ['https://acme.example', ['https://alias.example'], true],
      ['https://alias.example', ['https://other.example/', 'https://alias.example/'], true],
      ['https://alias.example', undefined, false],
      ['https://acme.example.evil.example', undefined, false],
      ['https://acme.example/path', undefined, false],
      ['http://acme.example', undefined, false],
      ['acme.example', undefined, false],
      ['', undefined, false],
      // Names are configured, so the tenant is known to send one.
      [undefined, ['https://alias.example'], false],
    ] as const) {
      const names = issuers ? `, also named ${issuers.join(' and ')},` : '';
      it(`${isAccepted ? 'accepts' : 'refuses'} the issuer ${String(iss)} of a tenant${names} (RFC 9207)`, async () => {
        const sent = serve(json(GRANTED));
        const answer = new URLSearchParams({
          code: 'c',
          state: 'state-1',
          ...(iss === undefined ? {} : { iss }),
        });
        const redeeming = new TokenEndpoint(acme, 'client-1', issuers).redeem(answer, PENDING);
        if (isAccepted) expect((await redeeming).accessToken).toBe('access-1');
        else await expectAsync(redeeming).toBeRejectedWith(withCode('sign-in-state-mismatch'));
        expect(sent.length).toBe(isAccepted ? 1 : 0);
      });
    }

    it('knows the issuer of an answer that has to be redeemed again', async () => {
      serve(json({}, 429), json(GRANTED));
      const answer = new URLSearchParams('code=c&state=state-1&iss=https%3A%2F%2Facme.example');
      const tenant = new TokenEndpoint(acme, 'client-1', ['https://alias.example']);
      await expectAsync(tenant.redeem(answer, PENDING)).toBeRejectedWith(withCode('http-rate-limited'));
      expect((await tenant.redeem(answer, PENDING)).accessToken).toBe('access-1');
    });

    it('refuses an issuer that is named twice', async () => {
      const sent = serve();
      const iss = encodeURIComponent('https://acme.example');
      await expectAsync(
        redeem(`code=c&state=state-1&iss=${iss}&iss=https%3A%2F%2Fevil.example`),
      ).toBeRejectedWith(withCode('sign-in-state-mismatch'));
      expect(sent).toEqual([]);
    });

    it('repeats a refusal that names no issuer', async () => {
      serve();
      const answer = new URLSearchParams('error=access_denied&state=state-1');
      const redeeming = new TokenEndpoint(acme, 'client-1', ['https://alias.example']).redeem(
        answer,
        PENDING,
      );
      await expectAsync(redeeming).toBeRejectedWith(withCode('sign-in-refused'));
    });

    it('says that the user or an administrator refused', async () => {
      serve();
      await expectAsync(redeem('error=access_denied&state=state-1')).toBeRejectedWith(
        withCode('sign-in-refused'),
      );
    });

    it('repeats what the server says is wrong with the sign-in', async () => {
      serve();
      expect(
        await rejection(redeem('error=invalid_scope&error_description=No%20such%20scope&state=state-1')),
      ).toEqual(
        jasmine.objectContaining({
          code: 'sign-in-failed',
          message: jasmine.stringContaining('No such scope'),
        }),
      );
      expect(await rejection(redeem('error=server_error&state=state-1'))).toEqual(
        jasmine.objectContaining({ message: jasmine.stringContaining('server_error') }),
      );
    });

    it('repeats what the token endpoint says, in the form of OAuth and in that of Qlik', async () => {
      serve(
        json({ error: 'invalid_grant', error_description: 'The code was used' }, 400),
        json({ error: 'invalid_grant' }, 400),
        qlikError(400),
      );
      expect(await rejection(redeem('code=c&state=state-1'))).toEqual(
        jasmine.objectContaining({
          code: 'sign-in-failed',
          message: jasmine.stringContaining('The code was used'),
        }),
      );
      expect(await rejection(redeem('code=c&state=state-1'))).toEqual(
        jasmine.objectContaining({ message: jasmine.stringContaining('invalid_grant') }),
      );
      expect(await rejection(redeem('code=c&state=state-1'))).toEqual(
        jasmine.objectContaining({ message: jasmine.stringContaining('Token is no longer valid') }),
      );
    });

    it('fails with a remedy when the tenant is down or answers with a page', async () => {
      serve(() => new Response('<h1>Maintenance</h1>', { status: 503 }));
      await expectAsync(redeem('code=c&state=state-1')).toBeRejectedWith(withCode('sign-in-failed'));
      await expectAsync(redeem('code=c&state=state-1')).toBeRejectedWith(withCode('sign-in-failed'));
    });

    it('may speak http with a tenant on this machine', async () => {
      const local = fakeConnection({ id: 'acme', host: 'http://localhost:8181' });
      const sent = serve(json(GRANTED));
      await new TokenEndpoint(local, 'client-1').redeem(new URLSearchParams('code=c&state=state-1'), PENDING);
      expect(sent[0]?.url).toBe('http://localhost:8181/oauth/token');
    });
  });

  describe('refreshing', () => {
    it('takes a new refresh token where there is one, and keeps the former where not', async () => {
      const sent = serve(json({ ...GRANTED, refresh_token: 'refresh-2' }), json(GRANTED));
      expect((await endpoint().refresh('refresh-1'))?.refreshToken).toBe('refresh-2');
      expect((await endpoint().refresh('refresh-1'))?.refreshToken).toBe('refresh-1');
      expect(sent[0]?.form['refresh_token']).toBe('refresh-1');
    });

    for (const status of [400, 401, 403]) {
      it(`has no tokens when the server answers ${status}, in either form of error`, async () => {
        serve(json({ error: 'invalid_grant' }, status), qlikError(status));
        expect(await endpoint().refresh('refresh-1')).toBeUndefined();
        expect(await endpoint().refresh('refresh-1')).toBeUndefined();
      });
    }

    for (const [what, answer, code] of [
      ['asks for a pause', json({ error: 'slow_down' }, 429), 'http-rate-limited'],
      ['has a problem of its own', qlikError(500), 'http-server-error'],
      ['answers with a page', () => new Response('<p>'), 'http-unreachable'],
    ] as const) {
      it(`does not take the sign-in for over when the server ${what}`, async () => {
        serve(answer);
        await expectAsync(endpoint().refresh('refresh-1')).toBeRejectedWith(withCode(code));
      });
    }

    it('does not take the sign-in for over when the server is down', async () => {
      serve();
      await expectAsync(endpoint().refresh('refresh-1')).toBeRejectedWith(withCode('http-unreachable'));
    });
  });
});
