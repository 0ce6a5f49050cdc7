import { Component, inject, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { createSignedInGuard } from './signed-in-guard';

@Component({ template: '' })
class BlankComponent {}

const toSignIn = (connectionId: string, returnTo: string) =>
  inject(Router).createUrlTree(['sign-in', connectionId], { queryParams: { returnTo } });

async function begin(states: Record<string, 'signed-in' | 'signed-out' | FakeAuthStrategy> = {}) {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [fakeConnection({ id: 'a' })], states }),
      provideRouter([
        {
          path: 'c/:connectionId',
          component: BlankComponent,
          canActivate: [createSignedInGuard({ orElse: toSignIn })],
        },
        {
          path: 'fixed',
          component: BlankComponent,
          canActivate: [createSignedInGuard({ connectionId: () => 'a', orElse: toSignIn })],
        },
        {
          path: 'quick/:connectionId',
          component: BlankComponent,
          canActivate: [createSignedInGuard({ orElse: toSignIn, timeLimit: 20 })],
        },
        { path: 'sign-in/:connectionId', component: BlankComponent },
      ]),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const harness = await RouterTestingHarness.create();
  return async (address: string) => {
    await harness.navigateByUrl(address);
    return TestBed.inject(Router).url;
  };
}

describe('createSignedInGuard', () => {
  it('lets in who is signed in, after what was stored is taken up', async () => {
    const go = await begin();
    expect(await go('/c/a?x=1')).toBe('/c/a?x=1');
    expect(await go('/fixed')).toBe('/fixed');
  });

  it('redirects without a sign-in, with the return address, and starts no sign-in', async () => {
    const go = await begin({ a: 'signed-out' });
    expect(await go('/c/a?x=1')).toBe('/sign-in/a?returnTo=%2Fc%2Fa%3Fx%3D1');
    expect(TestBed.inject(QlikTesting).strategy('a').countOf('signIn')).toBe(0);
  });

  it('lets in while a credential is renewed', async () => {
    const go = await begin();
    const connectionSession = TestBed.inject(QlikAuthService).connectionSession('a');
    await connectionSession.restore();
    const release = TestBed.inject(QlikTesting).strategy('a').pause('renew');
    const renewing = connectionSession.renewAfterRefusal();
    expect(await go('/c/a')).toBe('/c/a');
    release();
    await renewing;
  });

  it('waits for a slow server no longer than its limit, and goes elsewhere then', async () => {
    const go = await begin({ a: new FakeAuthStrategy() });
    const release = TestBed.inject(QlikTesting).strategy('a').pause('restore');
    expect(await go('/quick/a')).toBe('/sign-in/a?returnTo=%2Fquick%2Fa');
    release();
    await TestBed.inject(QlikAuthService).connectionSession('a').restore();
    expect(await go('/quick/a')).toBe('/quick/a');
  });

  it('fails for a connection that does not exist', async () => {
    const go = await begin();
    await expectAsync(go('/c/unknown')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'connection-unknown' }),
    );
  });

  it('lets a server render every route, and asks nothing there', async () => {
    TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });
    const go = await begin({ a: 'signed-out' });
    expect(await go('/c/a')).toBe('/c/a');
    expect(TestBed.inject(QlikTesting).strategy('a').calls).toEqual([]);
  });
});
