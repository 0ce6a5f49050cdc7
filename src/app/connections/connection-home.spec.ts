import type { QlikConnectionInput } from 'ngx-qlik';
import { fakeConnection } from 'ngx-qlik/testing';
import { homeOf } from './connection-home';

const home = (written: Partial<QlikConnectionInput>) =>
  homeOf(fakeConnection({ id: 'acme', ...written })).segment;

describe('homeOf', () => {
  it('is the spaces on Qlik Cloud, and the streams on a client-managed server', () => {
    expect(home({ platform: 'cloud' })).toBe('spaces');
    expect(home({ platform: 'client-managed' })).toBe('streams');
    expect(home({ platform: 'client-managed', auth: { type: 'anonymous-virtual-proxy' } })).toBe('streams');
  });

  it('is the shared app for anonymous users', () => {
    expect(home({ auth: { type: 'anonymous', clientId: 'c', accessCode: 'a' } })).toBe('apps');
  });

  it('is an app by its id if the type makes no calls', () => {
    expect(home({ auth: { type: 'reference', reference: 'other' } })).toBe('apps');
    expect(home({ platform: 'client-managed', auth: { type: 'noauth' } })).toBe('apps');
  });
});
