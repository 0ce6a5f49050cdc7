import { DOCUMENT } from '@angular/common';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { fakeConnection, provideQlikTesting, settled } from 'ngx-qlik/testing';
import { HostAccount } from './host-account';

describe('HostAccount', () => {
  const navigations: string[] = [];
  const location = {
    assign: (address: string) => navigations.push(address),
    reload: () => navigations.push('(reload)'),
  };
  const page = new Proxy(document, {
    get: (target, name) => {
      if (name === 'location') return location;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

  /** An account that the backend has answered for. */
  async function accountOf(answer: object): Promise<HostAccount> {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([]),
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
        { provide: DOCUMENT, useValue: page },
      ],
    });
    const account = TestBed.inject(HostAccount);
    account.ensureLoaded();
    TestBed.inject(HttpTestingController).expectOne('/app/session').flush(answer);
    await settled();
    return account;
  }

  beforeEach(() => (navigations.length = 0));

  for (const user of [null, { id: 'ada', name: 'Ada' }]) {
    const who = user === null ? 'a signed-out user' : 'a user who switches';
    const status = user === null ? 'signed-out' : 'known';

    it(`sends ${who} to where the backend's host signs users in, and back`, async () => {
      const account = await accountOf({ user, signIn: '/login' });
      expect(account.state().status).toBe(status);
      account.signIn();
      expect(navigations).toEqual(['/login?returnTo=%2F']);
    });

    it(`sends ${who} to the sign-in of the backend itself, also below a path`, async () => {
      (await accountOf({ user, signIn: '/analytics/app/sign-in' })).signIn();
      expect(navigations).toEqual(['/analytics/app/sign-in?returnTo=%2F']);
    });

    it(`leaves ${who} to what is before the page where there is no address to sign in at`, async () => {
      (await accountOf({ user })).signIn();
      expect(navigations).toEqual(['(reload)']);
    });
  }

  it('goes to no other site', async () => {
    for (const signIn of ['https://evil.example/', '//evil.example', '/\\evil.example', 'login', 7]) {
      (await accountOf({ user: null, signIn })).signIn();
      expect(navigations.splice(0)).withContext(String(signIn)).toEqual(['(reload)']);
      TestBed.resetTestingModule();
    }
  });

  it('keeps the query of the address', async () => {
    (await accountOf({ user: null, signIn: '/login?realm=a' })).signIn();
    expect(navigations).toEqual(['/login?realm=a&returnTo=%2F']);
  });

  it('says that it signs the user out, does so once, and again after a failure', async () => {
    const account = await accountOf({ user: { id: 'ada', name: 'Ada' } });
    const server = TestBed.inject(HttpTestingController);
    const ends = [account.signOut(), account.signOut()];
    expect(account.isSigningOut()).toBeTrue();
    server.expectOne('/app/sign-out').flush('', { status: 503, statusText: 'Service Unavailable' });
    await Promise.all(ends);
    expect([account.isSigningOut(), account.state().status]).toEqual([false, 'failed']);
    const end = account.signOut();
    server.expectOne('/app/sign-out').flush({ next: '/bye' });
    await end;
    expect(navigations).toEqual(['/bye']);
  });
});
