import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import { fakeConnection } from './fake-connection';
import { FakeAuthStrategy } from './fake-auth-strategy';
import { provideQlikTesting, QlikTesting } from './provide-qlik-testing';

const oauth2 = { type: 'oauth2', clientId: 'client-1', tokenStorage: 'session' } as const;

describe('provideQlikTesting', () => {
  it('answers for connections of every auth type', async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [fakeConnection({ id: 'a', auth: oauth2 }), fakeConnection({ id: 'b' })],
          states: { b: 'signed-out' },
        }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const auth = TestBed.inject(QlikAuthService);
    await Promise.all([auth.connectionSession('a').restore(), auth.connectionSession('b').restore()]);
    expect(auth.state('a')().status).toBe('ready');
    expect(auth.state('b')().status).toBe('signed-out');
  });

  it('knows no connection by a misspelled id', () => {
    const connections = [fakeConnection({ id: 'acme' }), fakeConnection({ id: 'other' })];
    expect(() => provideQlikTesting({ connections, states: { acne: 'signed-out' } })).toThrowError(
      /states: there is no connection "acne" in this test\. There are: acme, other\./,
    );
    TestBed.configureTestingModule({ providers: [provideQlikTesting({ connections })] });
    expect(() => TestBed.inject(QlikTesting).strategy('acne')).toThrowError(
      /strategy\(\): there is no connection "acne".*acme, other/,
    );
  });

  it('says which call it waits for, when the test has paused it', async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], states: { acme: 'expired' } }),
      ],
    });
    const testing = TestBed.inject(QlikTesting);
    testing.strategy('acme').pause('restore');
    await expectAsync(testing.whenStable()).toBeRejectedWithError(/strategy\("acme"\)\.pause\("restore"\)/);
    testing.strategy('acme').release('restore');
    await testing.whenStable();
  }, 10_000);

  it('says what is wrong with the connections of a test', async () => {
    TestBed.configureTestingModule({
      providers: [provideQlikTesting({ connections: [fakeConnection({ id: 'a', host: 'nowhere' })] })],
    });
    await expectAsync(TestBed.inject(QlikTesting).ready()).toBeRejectedWith(
      jasmine.objectContaining({ code: 'config-invalid' }),
    );
  });
});

describe('FakeAuthStrategy', () => {
  it('has no credential without a user', async () => {
    const strategy = new FakeAuthStrategy({ restored: 'signed-out' });
    await expectAsync(strategy.credential('rest')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'sign-in-required' }),
    );
  });
});
