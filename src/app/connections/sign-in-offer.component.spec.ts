import { ApplicationRef, provideExperimentalZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { QlikConnectionInput } from 'ngx-qlik';
import { QlikAuthService } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { HostAccount, type HostAccountState } from '../host-account/host-account';
import { SignInOfferComponent } from './sign-in-offer.component';

async function offer(auth: QlikConnectionInput['auth'], account: HostAccountState) {
  const connection = fakeConnection({ id: 'acme', platform: 'client-managed', auth });
  const host = {
    state: signal(account),
    ensureLoaded: jasmine.createSpy('ensureAsked'),
    signIn: jasmine.createSpy('signIn'),
  };
  const strategy = new FakeAuthStrategy({ restored: 'signed-out' });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
      { provide: HostAccount, useValue: host },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  await TestBed.inject(QlikAuthService).session('acme').restore();
  const fixture = TestBed.createComponent(SignInOfferComponent);
  fixture.componentRef.setInput('connection', connection);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const button = () => element.querySelector('button');
  return {
    host,
    strategy,
    says: () => element.textContent?.replace(/\s+/g, ' ').trim(),
    press: async () => {
      button()?.click();
      await settled();
      await TestBed.inject(ApplicationRef).whenStable();
    },
  };
}

const KNOWN: HostAccountState = { status: 'known', user: { id: 'ada', name: 'Ada', email: '' } };

describe('the way in to a connection', () => {
  it('is the application’s own sign-in first, where its backend knows nobody', async () => {
    const { host, strategy, says, press } = await offer({ type: 'ticket' }, { status: 'signed-out' });
    expect(says()).toBe('Sign in to this application This connection then signs in by itself.');
    await press();
    expect(host.signIn).toHaveBeenCalledTimes(1);
    expect(strategy.countOf('signIn')).toBe(0);
  });

  it('does not promise that a type which asks signs in by itself', async () => {
    const { says } = await offer({ type: 'oauth2-web' }, { status: 'signed-out' });
    expect(says()).toContain('Then sign in to this connection.');
  });

  it('is its own where the backend knows the visitor', async () => {
    const { strategy, says, press } = await offer({ type: 'ticket' }, KNOWN);
    expect(says()).toBe('Sign in It signs in by itself when a page is opened, unless you signed out.');
    await press();
    expect(strategy.countOf('signIn')).toBe(1);
  });

  it('is the application’s again when the backend has forgotten the visitor meanwhile', async () => {
    const { strategy, says, press } = await offer({ type: 'ticket' }, KNOWN);
    const { QlikError } = await import('ngx-qlik');
    strategy.failNext('signIn', new QlikError('sign-in-required', 'Nobody.', { remedy: 'Sign in.' }));
    await press();
    expect(says()).toContain('Sign in to this application');
  });

  it('says that a backend is missing', async () => {
    const { says } = await offer({ type: 'pfx' }, { status: 'absent' });
    expect(says()).toContain('needs the application’s backend');
  });

  it('does not ask for the application’s user where no secret is the backend’s', async () => {
    const { host, says } = await offer({ type: 'windows' }, { status: 'signed-out' });
    expect(host.ensureLoaded).not.toHaveBeenCalled();
    expect(says()).toBe('Sign in Then: browse streams, open apps, see charts and tables.');
  });
});
