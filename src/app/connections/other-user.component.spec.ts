import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { QlikAuthService, type QlikConnectionInput } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { OtherUserComponent } from './other-user.component';
import { CANCEL_DELAY_MS } from './sign-in';

const OAUTH: QlikConnectionInput['auth'] = { type: 'oauth2', clientId: 'c', interaction: 'popup' };

async function show(
  code: string,
  {
    auth = OAUTH,
    restored = 'signed-in',
  }: { auth?: QlikConnectionInput['auth']; restored?: 'signed-in' | 'signed-out' } = {},
) {
  const strategy = new FakeAuthStrategy({ restored });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({
        connections: [fakeConnection({ id: 'acme', auth })],
        states: { acme: strategy },
      }),
      { provide: CANCEL_DELAY_MS, useValue: 0 },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
  const fixture = TestBed.createComponent(OtherUserComponent);
  fixture.componentRef.setInput('connectionId', 'acme');
  fixture.componentRef.setInput('code', code);
  await fixture.whenStable();
  return { strategy, button: (fixture.nativeElement as HTMLElement).querySelector('button') };
}

describe('OtherUserComponent', () => {
  for (const code of ['app-forbidden', 'app-not-found', 'object-not-found', 'http-forbidden'])
    it(`offers another user for ${code}`, async () => {
      const { strategy, button } = await show(code);
      expect(button?.textContent?.trim()).toBe('Sign in as another user');
      button?.click();
      await settled();
      expect(strategy.countOf('signIn')).toBe(1);
    });

  for (const code of ['app-open-timeout', 'engine-unavailable', 'http-server-error'])
    it(`offers none for ${code}, which each user gets`, async () => {
      expect((await show(code)).button).toBeNull();
    });

  it('offers none where the server knows the user without a login page', async () => {
    expect((await show('app-forbidden', { auth: { type: 'm2m' } })).button).toBeNull();
  });

  it('offers none before a sign-in, which has its own button', async () => {
    expect((await show('app-forbidden', { restored: 'signed-out' })).button).toBeNull();
  });
});
