import { fakeConnection } from 'ngx-qlik/testing';
import type { TokenStorage } from '../../connections/connection-auth';
import { sharedName } from '../browser-storage';
import { TokenStore } from './token-store';

const TOKENS = { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: 1_800_000_000_000 };
const KEY = sharedName('oauth2:tokens', fakeConnection({ id: 'acme' }));

function store(storage: TokenStorage, changes: { host?: string; clientId?: string } = {}): TokenStore {
  const connection = fakeConnection({ id: 'acme', host: changes.host ?? 'https://acme.example' });
  return new TokenStore(connection, changes.clientId ?? 'client-1', storage);
}

describe('TokenStore', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('keeps tokens in memory only, where that was chosen', () => {
    const memory = store('memory');
    memory.write(TOKENS);
    expect(memory.read()).toEqual(TOKENS);
    expect(store('memory').read()).toBeUndefined();
    expect(localStorage.length + sessionStorage.length).toBe(0);
  });

  for (const [storage, browser] of [
    ['session', sessionStorage],
    ['local', localStorage],
  ] as const) {
    it(`finds what an earlier page left in ${storage} storage`, () => {
      store(storage).write(TOKENS);
      expect(store(storage).read()).toEqual(jasmine.objectContaining(TOKENS));
    });

    it(`leaves nothing behind in ${storage} storage`, () => {
      const one = store(storage);
      one.write(TOKENS);
      one.clear();
      expect(one.read()).toBeUndefined();
      expect(browser.length).toBe(0);
    });
  }

  it('does not take up tokens of another host or client', () => {
    store('local').write(TOKENS);
    expect(store('local', { host: 'https://evil.example' }).read()).toBeUndefined();
    expect(store('local', { clientId: 'client-2' }).read()).toBeUndefined();
  });

  it('keeps two tenants with the same client apart', () => {
    const storeOf = (id: string) =>
      new TokenStore(fakeConnection({ id, host: `https://${id}.example` }), 'client-1', 'local');
    storeOf('acme').write(TOKENS);
    expect(storeOf('other').read()).toBeUndefined();
    storeOf('other').write({ accessToken: 'access-2' });
    storeOf('other').clear();
    expect(storeOf('acme').read()).toEqual(jasmine.objectContaining(TOKENS));
    expect(Object.keys(localStorage)).toEqual([KEY]);
  });

  for (const foreign of [
    'not JSON',
    'null',
    '17',
    '{}',
    JSON.stringify({ host: 'https://acme.example', clientId: 'client-1', accessToken: 5 }),
    JSON.stringify({
      host: 'https://acme.example',
      clientId: 'client-1',
      accessToken: 'a',
      expiresAt: 'soon',
    }),
    JSON.stringify({
      host: 'https://acme.example',
      clientId: 'client-1',
      accessToken: 'a',
      refreshToken: {},
    }),
  ]) {
    it(`takes ${foreign} for nothing`, () => {
      localStorage.setItem(KEY, foreign);
      expect(store('local').read()).toBeUndefined();
    });
  }

  it('lasts as long as the page where the browser blocks storage', () => {
    spyOnProperty(window, 'localStorage', 'get').and.throwError('SecurityError');
    const blocked = store('local');
    blocked.write(TOKENS);
    expect(blocked.read()).toEqual(TOKENS);
    expect(() => blocked.clear()).not.toThrow();
    expect(blocked.read()).toBeUndefined();
  });
});
