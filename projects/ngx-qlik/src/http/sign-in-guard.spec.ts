import { Component, inject, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, UrlSegment } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { sharedName } from '../auth/browser-storage';
import { QlikError } from '../errors/qlik-error';
import { createSignInGuard, createSignInMatchGuard, type SignInGuardOptions } from './sign-in-guard';

@Component({ template: '' })
class BlankComponent {}

const [A, B] = [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })];
const MARK = sharedName('automatic-sign-in', A);

const orElse = (connectionId: string, returnTo: string, { code }: QlikError) =>
  inject(Router).createUrlTree(['failed', connectionId], { queryParams: { returnTo, code } });

async function begin(
  state: 'signed-in' | 'signed-out' | FakeAuthStrategy = 'signed-out',
  options: Partial<SignInGuardOptions<unknown>> = {},
) {
  const guarded = { connectionId: 'a', orElse, ...options };
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [A, B], states: { a: state, b: 'signed-out' } }),
      provideRouter([
        { path: 'fixed', component: BlankComponent, canActivate: [createSignInGuard(guarded)] },
        {
          path: 'of/:id',
          component: BlankComponent,
          canActivate: [createSignInGuard({ orElse, connectionId: ({ params }) => String(params['id']) })],
        },
        {
          path: 'matched',
          component: BlankComponent,
          canMatch: [createSignInMatchGuard({ orElse, connectionId: ([first]) => (first ? 'a' : 'none') })],
        },
        {
          path: 'both',
          component: BlankComponent,
          canActivate: [createSignInGuard(guarded), createSignInGuard({ ...guarded, connectionId: 'b' })],
        },
        {
          path: 'twice',
          component: BlankComponent,
          canMatch: [createSignInMatchGuard(guarded)],
          canActivate: [createSignInGuard(guarded), createSignInGuard(guarded)],
        },
        { path: 'failed/:connectionId', component: BlankComponent },
        { path: 'elsewhere', component: BlankComponent },
      ]),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const harness = await RouterTestingHarness.create();
  const strategy = TestBed.inject(QlikTesting).strategy('a');
  const go = async (address: string) => {
    await harness.navigateByUrl(address);
    return TestBed.inject(Router).url;
  };
  return { go, strategy };
}

const failed = (code: string, returnTo = '/fixed') =>
  `/failed/a?returnTo=${encodeURIComponent(returnTo)}&code=${code}`;

describe('createSignInGuard', () => {
  beforeEach(() => sessionStorage.clear());

  it('lets in who is signed in, and signs in no further', async () => {
    const { go, strategy } = await begin('signed-in');
    expect(await go('/fixed')).toBe('/fixed');
    expect(strategy.countOf('signIn')).toBe(0);
  });

  it('signs in, to come back to the address that was wanted, and opens it', async () => {
    const { go, strategy } = await begin();
    expect(await go('/of/a?x=1')).toBe('/of/a?x=1');
    expect(strategy.calls).toContain('signIn for /of/a?x=1');
    expect(sessionStorage.getItem(MARK)).toBeNull();
  });

  it('signs in before the route is matched', async () => {
    const { go, strategy } = await begin();
    expect(await go('/matched?x=1')).toBe('/matched?x=1');
    expect(strategy.calls).toContain('signIn for /matched?x=1');
  });

  it('matches a route that is asked for outside of a navigation', async () => {
    await begin('signed-in');
    const guard = createSignInMatchGuard({ orElse, connectionId: () => 'a' });
    const answer = TestBed.runInInjectionContext(() => guard({}, [new UrlSegment('matched', {})]));
    expect(await (answer as Promise<unknown>)).toBeTrue();
  });

  it('takes a redirect, as a window needs a click, unless something else is asked for', async () => {
    const { go, strategy } = await begin();
    const signIn = spyOn(strategy, 'signIn').and.callThrough();
    await go('/fixed');
    expect(signIn).toHaveBeenCalledWith(
      jasmine.objectContaining({ interaction: 'redirect', returnTo: '/fixed' }),
    );
  });

  it('hands on what the sign-in is to be', async () => {
    const parameters = { acr_values: 'mfa' };
    const { go, strategy } = await begin('signed-out', { signIn: { interaction: 'popup', parameters } });
    const signIn = spyOn(strategy, 'signIn').and.callThrough();
    await go('/fixed');
    expect(signIn).toHaveBeenCalledWith(jasmine.objectContaining({ interaction: 'popup', parameters }));
  });

  it('goes elsewhere with the reason when the sign-in fails, and does not try by itself again', async () => {
    const { go, strategy } = await begin();
    strategy.failNext('signIn', new QlikError('sign-in-refused', 'No.', { remedy: 'Ask.' }));
    expect(await go('/fixed')).toBe(failed('sign-in-refused'));
    expect(await go('/fixed')).toBe(failed('sign-in-refused'));
    expect(strategy.countOf('signIn for /fixed')).toBe(1);
  });

  it('goes elsewhere when the page came back from a sign-in without one: no loop', async () => {
    sessionStorage.setItem(MARK, String(Date.now() - 1000));
    const { go, strategy } = await begin();
    expect(await go('/fixed')).toBe(failed('sign-in-canceled'));
    expect(strategy.countOf('signIn for /fixed')).toBe(0);
    // A navigation by the user after that is another attempt.
    expect(await go('/fixed')).toBe('/fixed');
  });

  it('leaves a mark while the page is away at the sign-in page, and forgets one that is old', async () => {
    sessionStorage.setItem(MARK, String(Date.now() - 3_600_000));
    const { go, strategy } = await begin();
    const release = strategy.pause('signIn');
    const going = go('/fixed');
    await settled();
    expect(Number(sessionStorage.getItem(MARK))).toBeGreaterThan(Date.now() - 60_000);
    release();
    expect(await going).toBe('/fixed');
  });

  it('signs in once more after a session that ended', async () => {
    sessionStorage.setItem(MARK, String(Date.now()));
    const { go, strategy } = await begin('signed-in');
    expect(await go('/fixed')).toBe('/fixed');
    await go('/elsewhere');
    await TestBed.inject(QlikTesting).endSignIn('a');
    expect(await go('/fixed')).toBe('/fixed');
    expect(strategy.countOf('signIn for /fixed')).toBe(1);
  });

  it('tells why the session ended when the sign-in after that did not last', async () => {
    const { go } = await begin('signed-in');
    await TestBed.inject(QlikTesting).endSignIn('a');
    sessionStorage.setItem(MARK, String(Date.now()));
    expect(await go('/fixed')).toBe(failed('credential-refused'));
  });

  it('signs in no user by itself whom Qlik no longer lets in', async () => {
    const { go, strategy } = await begin('signed-in');
    const connectionSession = TestBed.inject(QlikAuthService).connectionSession('a');
    await connectionSession.restore();
    strategy.failNext('renew', new QlikError('sign-in-refused', 'No.', { remedy: 'Ask.' }));
    await connectionSession.renewAfterRefusal();
    expect(await go('/fixed')).toBe(failed('sign-in-refused'));
    expect(strategy.countOf('signIn for /fixed')).toBe(0);
  });

  it('waits for a slow server no longer than its limit', async () => {
    const { go, strategy } = await begin(new FakeAuthStrategy(), { timeLimit: 20 });
    const release = strategy.pause('restore');
    expect(await go('/fixed')).toBe(failed('sign-in-timeout'));
    release();
  });

  describe('during a sign-in that the user began in a window', () => {
    async function beginByUser(options: Partial<SignInGuardOptions<unknown>> = {}) {
      const parts = await begin('signed-out', options);
      await parts.go('/elsewhere');
      const release = parts.strategy.pause('signIn');
      const auth = TestBed.inject(QlikAuthService);
      const signingIn = auth.signIn('a', { interaction: 'popup' });
      const ended = signingIn.catch(() => undefined);
      const going = parts.go('/fixed');
      await settled();
      return { ...parts, release, auth, going, ended };
    }

    it('waits for it, and opens the route', async () => {
      const { release, going, strategy } = await beginByUser();
      release();
      expect(await going).toBe('/fixed');
      expect(strategy.calls.filter((call) => call.startsWith('signIn'))).toEqual(['signIn']);
    });

    it('goes elsewhere with the reason when it fails', async () => {
      const parts = await begin('signed-out');
      await parts.go('/elsewhere');
      const release = parts.strategy.pause('signIn');
      parts.strategy.failNext('signIn', new QlikError('sign-in-refused', 'No.', { remedy: 'Ask.' }));
      const ended = TestBed.inject(QlikAuthService)
        .signIn('a')
        .catch(() => undefined);
      const going = parts.go('/fixed');
      await settled();
      release();
      expect(await going).toBe(failed('sign-in-refused'));
      await ended;
    });

    it('goes elsewhere when the user cancels it, and begins no other', async () => {
      const { auth, going, strategy, ended } = await beginByUser();
      auth.cancelSignIn('a');
      expect(await going).toBe(failed('sign-in-canceled'));
      await ended;
      expect(strategy.calls.filter((call) => call.startsWith('signIn'))).toEqual(['signIn']);
    });

    it('waits no longer than its limit, and leaves it to the user', async () => {
      const { going, auth, release, ended } = await beginByUser({ timeLimit: 20 });
      expect(await going).toBe(failed('sign-in-timeout'));
      expect(auth.connectionSession('a').signInAttempt()).toBeDefined();
      release();
      await ended;
      expect(auth.isSignedIn('a')()).toBeTrue();
    });
  });

  it('cancels the sign-in of a navigation that another one takes the place of', async () => {
    const { go, strategy } = await begin();
    strategy.pause('signIn');
    void go('/fixed');
    await settled();
    expect(await go('/elsewhere')).toBe('/elsewhere');
    await settled();
    const { state, signInAttempt } = TestBed.inject(QlikAuthService).connectionSession('a');
    expect(signInAttempt()).toBeUndefined();
    expect(state().status).toBe('signed-out');
    expect(TestBed.inject(Router).url).toBe('/elsewhere');
  });

  it('signs in for the navigation that takes the place of another one', async () => {
    const { go, strategy } = await begin();
    const release = strategy.pause('signIn');
    void go('/fixed');
    await settled();
    const second = go('/of/a');
    await settled();
    expect(strategy.calls.filter((call) => call.startsWith('signIn'))).toEqual([
      'signIn for /fixed',
      'signIn for /of/a',
    ]);
    expect(sessionStorage.getItem(MARK)).not.toBeNull();
    release();
    expect(await second).toBe('/of/a');
    expect(sessionStorage.getItem(MARK)).toBeNull();
  });

  it('signs in once for several guards of a route', async () => {
    const { go, strategy } = await begin();
    expect(await go('/twice')).toBe('/twice');
    expect(strategy.calls.filter((call) => call.startsWith('signIn'))).toEqual(['signIn for /twice']);
  });

  it('goes elsewhere once for several guards of a route', async () => {
    sessionStorage.setItem(MARK, String(Date.now() - 1000));
    const { go, strategy } = await begin('signed-out');
    expect(await go('/twice')).toContain('/failed/a');
    await settled();
    expect(strategy.calls.filter((call) => call.startsWith('signIn'))).toEqual([]);
  });

  it('signs in to one connection after the other: the page can leave for one only', async () => {
    const { go, strategy } = await begin();
    const release = strategy.pause('signIn');
    const going = go('/both');
    await settled();
    const other = TestBed.inject(QlikTesting).strategy('b');
    expect([strategy.countOf('signIn for /both'), other.countOf('signIn for /both')]).toEqual([1, 0]);
    expect(sessionStorage.getItem(sharedName('automatic-sign-in', B))).toBeNull();
    release();
    expect(await going).toBe('/both');
    expect(other.countOf('signIn for /both')).toBe(1);
  });

  it('begins no sign-in of a navigation that was left while it waited for another sign-in', async () => {
    const { go, strategy } = await begin();
    strategy.pause('signIn');
    void go('/both');
    await settled();
    expect(await go('/elsewhere')).toBe('/elsewhere');
    await settled();
    expect(TestBed.inject(QlikTesting).strategy('b').countOf('signIn for /both')).toBe(0);
    expect(sessionStorage.length).toBe(0);
  });

  it('fails for a connection that does not exist', async () => {
    const { go } = await begin();
    await expectAsync(go('/of/unknown')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'connection-unknown' }),
    );
  });

  it('lets a server render every route, and signs in nowhere', async () => {
    TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });
    const { go, strategy } = await begin();
    expect(await go('/fixed')).toBe('/fixed');
    expect(strategy.calls).toEqual([]);
  });
});
