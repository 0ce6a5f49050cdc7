import { provideExperimentalZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { type QlikConnectionInput, QlikError } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { HostAccount, type HostAccountState } from '../host-account/host-account';
import { Announcer } from '../ui/announcer';
import { ConnectionPanelComponent } from './connection-panel.component';

async function show(auth: QlikConnectionInput['auth'], restored: 'signed-in' | 'signed-out' = 'signed-out') {
  const host = {
    state: signal<HostAccountState>({ status: 'signed-out' }),
    ensureLoaded: () => undefined,
    signIn: jasmine.createSpy('signIn'),
  };
  const strategy = new FakeAuthStrategy({ restored });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({
        connections: [fakeConnection({ id: 'acme', label: 'Acme', auth })],
        states: { acme: strategy },
      }),
      { provide: HostAccount, useValue: host },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(ConnectionPanelComponent);
  const closed = jasmine.createSpy('closed');
  fixture.componentInstance.closed.subscribe(closed);
  const element = fixture.nativeElement as HTMLElement;
  const stable = async () => {
    await settled();
    await fixture.whenStable();
  };
  await stable();
  return {
    host,
    strategy,
    closed,
    text: () => element.textContent?.replace(/\s+/g, ' ') ?? '',
    press: async (name: string) => {
      const found = [...element.querySelectorAll('button')].find((each) => each.textContent?.trim() === name);
      if (!found) throw new Error(`There is no button "${name}" in "${element.textContent ?? ''}".`);
      found.click();
      await stable();
    },
  };
}

describe('ConnectionPanelComponent', () => {
  it('offers the sign-in to the application where the connection needs it first', async () => {
    const { host, strategy, press } = await show({ type: 'ticket' });
    await press('Sign in to this application');
    expect(host.signIn).toHaveBeenCalledTimes(1);
    expect(strategy.countOf('signIn')).toBe(0);
  });

  it('shows the progress of a sign-in and why it failed, and stays open', async () => {
    const { strategy, closed, text, press } = await show({ type: 'oauth2', clientId: 'c' });
    const error = new QlikError('sign-in-refused', 'Acme refused it.', { remedy: 'Ask for access.' });
    strategy.failNext('signIn', error);
    const release = strategy.pause('signIn');
    await press('Sign in');
    expect(text()).toContain('Opening the sign-in page …');
    release();
    await settled();
    await settled();
    expect(text()).toContain('Acme refused it. Ask for access.');
    expect(closed).not.toHaveBeenCalled();
  });

  for (const [auth, isOffered] of [
    [{ type: 'oauth2', clientId: 'c' }, true],
    [{ type: 'cookie', webIntegrationId: 'w' }, true],
    [{ type: 'windows' }, false],
    [{ type: 'ticket' }, false],
  ] as const)
    it(`${isOffered ? 'offers' : 'does not offer'} to sign in as another user: ${auth.type}`, async () => {
      const { strategy, text, press } = await show(auth, 'signed-in');
      expect(text().includes('Sign in as another user')).toBe(isOffered);
      if (!isOffered) return;
      strategy.pause('signIn');
      await press('Sign in as another user');
      expect(strategy.calls.filter((call) => call.startsWith('signIn')).length).toBe(1);
      expect(text().match(/Cancel/g)?.length).toBe(1);
    });

  it('announces which connection the user signed out of', async () => {
    const { press } = await show({ type: 'windows' }, 'signed-in');
    await press('Sign out');
    expect(TestBed.inject(Announcer).message()).toBe('Signed out of Acme');
  });
});
