import { ApplicationRef, provideExperimentalZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { QlikConnectionInput } from 'ngx-qlik';
import { QlikAuthService } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { HostAccount, type HostAccountState } from '../host-account/host-account';
import { SignInOfferComponent } from './sign-in-offer.component';

async function offer(auth: QlikConnectionInput['auth'], account: HostAccountState, host?: string) {
  const connection = fakeConnection({ id: 'acme', platform: 'client-managed', auth, ...(host && { host }) });
  const hostAccount = {
    state: signal(account),
    ensureLoaded: jasmine.createSpy('ensureLoaded'),
    signIn: jasmine.createSpy('signIn'),
  };
  const strategy = new FakeAuthStrategy({ restored: 'signed-out' });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
      { provide: HostAccount, useValue: hostAccount },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
  const fixture = TestBed.createComponent(SignInOfferComponent);
  fixture.componentRef.setInput('connection', connection);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const button = () => element.querySelector('button');
  return {
    host: hostAccount,
    strategy,
    text: () => element.textContent?.replace(/\s+/g, ' ').trim(),
    press: async () => {
      button()?.click();
      await settled();
      await TestBed.inject(ApplicationRef).whenStable();
    },
  };
}

const KNOWN: HostAccountState = { status: 'known', user: { id: 'ada', name: 'Ada', email: '' } };

describe('SignInOfferComponent', () => {
  it('offers the sign-in to the application first if its backend knows no user', async () => {
    const { host, strategy, text, press } = await offer({ type: 'ticket' }, { status: 'signed-out' });
    expect(text()).toBe('Sign in to this application This connection then signs in automatically.');
    await press();
    expect(host.signIn).toHaveBeenCalledTimes(1);
    expect(strategy.countOf('signIn')).toBe(0);
  });

  it('offers it where a path of the application adds the credential, and not for a server elsewhere', async () => {
    const own = await offer({ type: 'none' }, { status: 'signed-out' }, `${location.origin}/qlik/acme`);
    expect(own.text()).toBe('Sign in to this application This connection then signs in automatically.');
    TestBed.resetTestingModule();
    const other = await offer({ type: 'none' }, { status: 'signed-out' });
    expect(other.text()).not.toContain('this application');
  });

  it('does not announce an automatic sign-in for an interactive type', async () => {
    const { text } = await offer({ type: 'oauth2-web' }, { status: 'signed-out' });
    expect(text()).toContain('Then sign in to this connection.');
  });

  it('offers the sign-in to the connection if the backend knows the user', async () => {
    const { strategy, text, press } = await offer({ type: 'ticket' }, KNOWN);
    expect(text()).toBe('Sign in It signs in automatically when a page is opened, unless you signed out.');
    await press();
    expect(strategy.countOf('signIn')).toBe(1);
  });

  it('offers the sign-in to the application again when its session has ended', async () => {
    const { strategy, text, press } = await offer({ type: 'ticket' }, KNOWN);
    const { QlikError } = await import('ngx-qlik');
    strategy.failNext('signIn', new QlikError('sign-in-required', 'No user.', { remedy: 'Sign in.' }));
    await press();
    expect(text()).toContain('Sign in to this application');
  });

  it('shows that the backend is missing', async () => {
    const { text } = await offer({ type: 'pfx' }, { status: 'absent' });
    expect(text()).toContain('needs the application’s backend');
  });

  it('does not load the application’s user if the backend keeps no secret', async () => {
    const { host, text } = await offer({ type: 'windows' }, { status: 'signed-out' });
    expect(host.ensureLoaded).not.toHaveBeenCalled();
    expect(text()).toBe('Sign in Then: browse streams, open apps, see charts and tables.');
  });
});
