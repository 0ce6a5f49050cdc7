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
