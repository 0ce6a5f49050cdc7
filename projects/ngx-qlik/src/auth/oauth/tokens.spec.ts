import { fakeConnection } from 'ngx-qlik/testing';
import { json, qlikError, serve } from '../testing/fake-token-server';
import { subjectOf, TokenClient } from './tokens';

const acme = fakeConnection({ id: 'acme', host: 'https://acme.example' });

const client = () => new TokenClient(acme, 'client-1');
const withCode = (code: string) => jasmine.objectContaining({ code, connectionId: 'acme' });

const tokenWith = (claims: unknown) => ['e30', btoa(JSON.stringify(claims)), 's'].join('.');

describe('subjectOf', () => {
  it('reads whom a token is for', () => {
    expect(subjectOf(tokenWith({ sub: 'ada' }))).toBe('ada');
    expect(subjectOf('e30.eyJzdWIiOiI_Pz8-Pj4ifQ.s')).toBe('???>>>');
  });

  for (const token of ['', 'opaque', 'a.%.b', tokenWith({}), tokenWith(null), tokenWith({ sub: 5 })]) {
    it(`does not know for "${token}"`, () => expect(subjectOf(token)).toBeUndefined());
  }
});

describe('TokenClient', () => {
  it('sends tokens to no other address, which a redirect could name', async () => {
    const sent = serve(json({ access_token: 'temporary' }), json({}), json({}));
    await client().exchange('access-1', 'websocket');
    await client().revoke({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(sent.map(({ redirect }) => redirect)).toEqual(['error', 'error', 'error']);
  });

  describe('exchanging for a temporary token', () => {
    it('sends a form, which needs no preflight', async () => {
      const sent = serve(json({ access_token: 'temporary' }));
      expect(await client().exchange('access-1', 'websocket')).toBe('temporary');
      expect(sent[0]?.form).toEqual({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: 'access-1',
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        purpose: 'websocket',
        redirect_uri: location.origin,
        client_id: 'client-1',
      });
    });

    for (const status of [400, 401, 403]) {
      it(`is refused by ${status}`, async () => {
        serve(qlikError(status));
        await expectAsync(client().exchange('access-1', 'webresource')).toBeRejectedWith(
          jasmine.objectContaining({ code: 'credential-refused', status }),
        );
      });
    }

    for (const error of ['invalid_client', 'unauthorized_client']) {
      it(`distinguishes ${error} from a refused token`, async () => {
        serve(json({ error }, 401));
        await expectAsync(client().exchange('access-1', 'websocket')).toBeRejectedWith(
          jasmine.objectContaining({ code: 'sign-in-refused', status: 401 }),
        );
      });
    }

    for (const [what, answer, code] of [
      ['429', qlikError(429), 'http-rate-limited'],
      ['503', qlikError(503), 'http-server-error'],
      ['418', qlikError(418), 'http-unexpected-answer'],
      ['a page', () => new Response('<p>'), 'http-unexpected-answer'],
      ['null', json(null), 'http-unexpected-answer'],
      ['a text', json('token'), 'http-unexpected-answer'],
      ['no token', json({}), 'http-unexpected-answer'],
      ['a token that is no text', json({ access_token: 5 }), 'http-unexpected-answer'],
    ] as const) {
      it(`may be tried again after ${what}`, async () => {
        serve(answer);
        await expectAsync(client().exchange('access-1', 'websocket')).toBeRejectedWith(
          jasmine.objectContaining({ code, isRetryable: true }),
        );
      });
    }

    it('says that the tenant could not be reached', async () => {
      serve();
      await expectAsync(client().exchange('access-1', 'websocket')).toBeRejectedWith(
        withCode('http-unreachable'),
      );
    });
  });

  describe('revoking', () => {
    it('revokes the refresh token and the access token', async () => {
      const sent = serve(json({}), json({}));
      await client().revoke({ accessToken: 'access-1', refreshToken: 'refresh-1' });
      expect(sent.map(({ form }) => form['token'])).toEqual(['refresh-1', 'access-1']);
      expect(sent.every(({ url }) => url === 'https://acme.example/oauth/revoke')).toBeTrue();
    });

    it('revokes the access token where there is no other', async () => {
      const sent = serve(json({}));
      await client().revoke({ accessToken: 'access-1' });
      expect(sent.map(({ form }) => form['token'])).toEqual(['access-1']);
    });
  });
});
