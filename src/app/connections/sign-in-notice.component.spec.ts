import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ActivityLog } from '../activity/activity-log';
import { SignIn } from './sign-in';
import { SignInNoticeComponent } from './sign-in-notice.component';

async function show(restored: 'signed-in' | 'signed-out', canCancel: boolean) {
  const connection = fakeConnection({ id: 'acme', auth: { type: 'oauth2', clientId: 'c' } });
  const strategy = new FakeAuthStrategy({ restored });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
    ],
  });
  sessionStorage.clear();
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(SignInNoticeComponent);
  fixture.componentRef.setInput('connectionId', 'acme');
  fixture.componentRef.setInput('canCancel', canCancel);
  const element = fixture.nativeElement as HTMLElement;
  document.body.append(element);
  const stable = async () => {
    await settled();
    await fixture.whenStable();
  };
  await stable();
  return {
    element,
    strategy,
    stable,
    signIn: TestBed.inject(SignIn),
    shownText: () => element.textContent?.replace(/\s+/g, ' ').trim(),
    button: () => element.querySelector('button'),
    logged: () =>
      TestBed.inject(ActivityLog)
        .activities()
        // The browser also reports resources of pages before.
        .filter(({ kind, outcome }) => kind === 'sign-in' && outcome === 'noted')
        .map(({ title }) => title),
  };
}

describe('the notice of a sign-in', () => {
  for (const restored of ['signed-in', 'signed-out'] as const)
    it(`takes no place where there is nothing to say, ${restored}`, async () => {
      const { element, shownText } = await show(restored, true);
      expect([shownText(), getComputedStyle(element).display]).toEqual(['', 'none']);
    });

  for (const how of ['click', 'Escape'] as const)
    it(`cancels by ${how}, and gets the focus`, async () => {
      const { strategy, signIn, button, shownText, stable } = await show('signed-in', true);
      strategy.pause('signIn');
      void signIn.start('acme');
      await stable();
      expect(shownText()).toBe(
        'Opening the sign-in page … Until the new sign-in succeeds, you stay signed in as before. Cancel',
      );
      button()?.focus();
      if (how === 'click') button()?.click();
      else button()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      await stable();
      const text = 'The sign-in was canceled. You are still signed in as before.';
      expect([shownText(), document.activeElement?.textContent]).toEqual([text, text]);
    });

  it('leaves it to another button to cancel', async () => {
    const { strategy, signIn, button, stable } = await show('signed-in', false);
    strategy.pause('signIn');
    void signIn.start('acme');
    await stable();
    expect(button()).toBeNull();
  });

  it('says nothing of a sign-in that another replaced, which the log tells', async () => {
    const { strategy, signIn, shownText, stable, logged } = await show('signed-in', false);
    strategy.pause('signIn');
    void signIn.start('acme');
    await stable();
    void signIn.start('acme', { forceLogin: true });
    await stable();
    expect(shownText()).toContain('Opening the sign-in page');
    expect(logged()).toEqual(['A new sign-in replaced the one before']);
    signIn.cancel('acme');
    await stable();
    expect(shownText()).toContain('canceled');
    expect(logged().at(-1)).toBe('Canceled the sign-in');
  });
});
