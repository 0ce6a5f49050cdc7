import { ApplicationInitStatus } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeConnection } from 'ngx-qlik/testing';
import { withNone } from './auth/strategies/none';
import { withOAuth2 } from './auth/strategies/oauth2';
import { ConnectionLoader, FileConnectionLoader } from './connections/connection-loader';
import { ConnectionRegistry } from './auth/connection-registry';
import { provideQlik, withConnections } from './provide-qlik';
import type { QlikError } from './errors/qlik-error';

const withList = () => withConnections([fakeConnection({ id: 'a' })]);

describe('provideQlik', () => {
  it('loads the connections before the application starts', async () => {
    TestBed.configureTestingModule({ providers: [provideQlik(withList(), withNone())] });
    await TestBed.inject(ApplicationInitStatus).donePromise;
    expect(TestBed.inject(ConnectionRegistry).isKnown('a')).toBeTrue();
  });

  it('starts though the configuration is bad', async () => {
    const bad = withConnections([{ ...fakeConnection({ id: 'a' }), host: 'nowhere' }]);
    TestBed.configureTestingModule({ providers: [provideQlik(bad, withNone())] });
    await expectAsync(TestBed.inject(ApplicationInitStatus).donePromise).toBeResolved();
    expect(TestBed.inject(ConnectionRegistry).configuration().status).toBe('failed');
  });

  it('refuses an auth type that the application does not provide, naming those that it does', async () => {
    const oauth2 = withConnections([
      { ...fakeConnection({ id: 'a' }), auth: { type: 'oauth2', clientId: 'c' } },
    ]);
    TestBed.configureTestingModule({ providers: [provideQlik(oauth2, withNone())] });
    await TestBed.inject(ApplicationInitStatus).donePromise;
    const state = TestBed.inject(ConnectionRegistry).configuration();
    expect(state.status === 'failed' && state.error.message).toContain('expected one of "none"');
  });

  it('checks what the strategies say of their fields', async () => {
    const auth = { type: 'oauth2', clientId: 'c', interaction: 'iframe', tokenStorage: 'cookie' } as never;
    TestBed.configureTestingModule({
      providers: [provideQlik(withConnections([{ ...fakeConnection({ id: 'a' }), auth }]), withOAuth2())],
    });
    await TestBed.inject(ApplicationInitStatus).donePromise;
    const state = TestBed.inject(ConnectionRegistry).configuration();
    const message = state.status === 'failed' ? state.error.message : '';
    expect(message).toContain('"auth.interaction": is "iframe"; expected one of "redirect", "popup"');
    expect(message).toContain('"auth.tokenStorage"');
  });

  it('reads a file where a name is given', () => {
    TestBed.configureTestingModule({ providers: [withConnections('somewhere.json').providers] });
    const loader = TestBed.inject(ConnectionLoader);
    expect(loader).toBeInstanceOf(FileConnectionLoader);
    expect(loader.source).toBe('somewhere.json');
  });

  it('refuses a feature that is named twice', () => {
    expect(() => provideQlik(withList(), withNone(), withNone())).toThrowMatching(
      (error: QlikError) =>
        error.code === 'config-invalid' && error.message.includes('auth type "none" twice'),
    );
  });

  it('refuses to do without connections or without an auth type, and says what to add', () => {
    expect(() => provideQlik(withNone())).toThrowMatching((error: QlikError) =>
      error.remedy.includes("withConnections('connections.json')"),
    );
    expect(() => provideQlik(withList())).toThrowMatching((error: QlikError) =>
      error.remedy.includes('withOAuth2()'),
    );
  });
});
