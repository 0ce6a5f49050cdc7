import { fakeConnection } from 'ngx-qlik/testing';
import { findOpenConnection } from './open-app';

describe('findOpenConnection', () => {
  const signIn = fakeConnection({ id: 'a' });
  const server = fakeConnection({
    id: 'b',
    platform: 'client-managed',
    auth: { type: 'anonymous-virtual-proxy' },
  });
  const cloud = fakeConnection({
    id: 'c',
    auth: { type: 'anonymous', clientId: 'x', accessCode: 'y' },
  });

  it('returns the first that needs no sign-in, of the platform that is asked for', () => {
    const all = [signIn, server, cloud];
    expect(findOpenConnection(all)).toBe(server);
    expect(findOpenConnection(all, 'cloud')).toBe(cloud);
    expect(findOpenConnection([signIn])).toBeUndefined();
    expect(findOpenConnection([cloud], 'client-managed')).toBeUndefined();
  });
});
