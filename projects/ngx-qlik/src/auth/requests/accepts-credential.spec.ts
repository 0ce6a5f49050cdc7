import { fakeConnection } from 'ngx-qlik/testing';
import type { QlikCredential } from '../credential';
import { acceptsCredential } from './accepts-credential';

const credential: QlikCredential = {
  headers: { Authorization: 'Bearer x' },
  queryParams: { xrfkey: 'k' },
  cookies: 'omit',
  isReusable: true,
};

describe('acceptsCredential', () => {
  const cloud = fakeConnection({ id: 'acme' });
  const server = fakeConnection({ id: 'qap', platform: 'client-managed', host: 'https://qap.example/vp' });

  function answer(response: Response) {
    return spyOn(window, 'fetch').and.resolveTo(response);
  }

  it('asks a tenant for the user, and a client-managed server about itself, with the credential', async () => {
    const fetch = answer(new Response('{}'));
    for (const [connection, address] of [
      [cloud, `${cloud.host}/api/v1/users/me?xrfkey=k`],
      [server, 'https://qap.example/vp/qrs/about?xrfkey=k'],
    ] as const) {
      fetch.calls.reset();
      expect(await acceptsCredential(connection, credential)).toBeTrue();
      const [asked, init] = fetch.calls.mostRecent().args;
      expect(String(asked)).toBe(address);
      expect(init).toEqual(
        jasmine.objectContaining({
          headers: jasmine.objectContaining({ Authorization: 'Bearer x' }),
          credentials: 'omit',
          redirect: 'manual',
        }),
      );
    }
  });

  for (const [status, isAccepted] of [
    [200, true],
    [403, true],
    [404, true],
    [401, false],
  ] as const) {
    it(`takes ${status} for ${isAccepted ? 'accepted' : 'refused'}`, async () => {
      answer(new Response('{}', { status }));
      expect(await acceptsCredential(cloud, credential)).toBe(isAccepted);
    });
  }

  it('takes the way to a sign-in page for refused', async () => {
    const response = new Response();
    Object.defineProperty(response, 'type', { value: 'opaqueredirect' });
    answer(response);
    expect(await acceptsCredential(server, credential)).toBeFalse();
  });

  for (const status of [429, 500, 503]) {
    it(`concludes nothing from ${status}`, async () => {
      answer(new Response('{}', { status }));
      await expectAsync(acceptsCredential(cloud, credential)).toBeRejectedWith(
        jasmine.objectContaining({ status }),
      );
    });
  }
});
