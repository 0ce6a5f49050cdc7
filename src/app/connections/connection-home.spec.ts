import type { QlikConnectionInput } from 'ngx-qlik';
import { fakeConnection } from 'ngx-qlik/testing';
import { homeOf } from './connection-home';

const home = (written: Partial<QlikConnectionInput>) =>
  homeOf(fakeConnection({ id: 'acme', ...written })).segment;

describe('where a connection leads', () => {
  it('is its spaces on Qlik Cloud, and its streams on a client-managed server', () => {
    expect(home({ platform: 'cloud' })).toBe('spaces');
    expect(home({ platform: 'client-managed' })).toBe('streams');
    expect(home({ platform: 'client-managed', auth: { type: 'anonymous-virtual-proxy' } })).toBe('streams');
  });

  it('is one app where visitors may see no more than that', () => {
    expect(home({ auth: { type: 'anonymous', clientId: 'c', accessCode: 'a' } })).toBe('apps');
  });

  it('is an app by its id where no call can be made', () => {
    expect(home({ auth: { type: 'reference', reference: 'other' } })).toBe('apps');
    expect(home({ platform: 'client-managed', auth: { type: 'noauth' } })).toBe('apps');
  });
});
