import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { QlikError } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ActivityLog } from '../../activity/activity-log';
import { Announcer } from '../../ui/announcer';
import type { AuthDemo } from './auth-demo';
import { LiveDemoComponent } from './live-demo.component';
import { OAUTH2_DEMO } from './oauth2.demo';

const DEMO: AuthDemo = { ...OAUTH2_DEMO, calls: [] };
const CONNECTION = fakeConnection({
  id: 'acme',
  label: 'Acme',
  auth: { type: 'oauth2', clientId: 'c', interaction: 'popup' },
});
const OTHER = 'Sign in as another user';

async function show(restored: 'signed-in' | 'signed-out') {
  const strategy = new FakeAuthStrategy({ restored });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [CONNECTION], states: { acme: strategy } }),
    ],
  });
  sessionStorage.clear();
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(LiveDemoComponent);
  fixture.componentRef.setInput('connection', CONNECTION);
  fixture.componentRef.setInput('demo', DEMO);
  const element = fixture.nativeElement as HTMLElement;
  document.body.append(element);
  const stable = async () => {
    await settled();
    await fixture.whenStable();
  };
  await stable();
  const button = (name: string) => {
    const found = [...element.querySelectorAll('button')].find(
      ({ textContent }) => textContent?.trim() === name,
    );
    if (!found) throw new Error(`There is no button "${name}" in "${element.textContent ?? ''}".`);
    return found;
  };
  return {
    strategy,
    stable,
    button,
    shownText: () => element.textContent?.replace(/\s+/g, ' ').trim() ?? '',
    focused: () => document.activeElement?.textContent?.trim(),
    press: async (name: string) => {
      button(name).focus();
      button(name).click();
      await stable();
    },
    escape: async () => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      await stable();
    },
    announced: () => TestBed.inject(Announcer).message(),
    logged: () =>
      TestBed.inject(ActivityLog)
        .activities()
        .filter(({ kind }) => kind === 'sign-in')
        .map(({ title }) => title),
  };
}

describe('a demo that is tried out', () => {
  for (const restored of ['signed-in', 'signed-out'] as const) {
    const isBeside = restored === 'signed-in';
    const other = isBeside ? OTHER : 'Sign in';

    describe(isBeside ? 'beside a sign-in that works' : 'without a signed-in user', () => {
      it('tells that a sign-in is under way, and that its window looks closed', async () => {
        const { strategy, press, shownText, announced, stable } = await show(restored);
        strategy.pause('signIn');
        await press(other);
        const stays = 'you stay signed in as before';
        expect(shownText()).toContain('Finish the sign-in in its window.');
        expect(shownText().includes(stays)).toBe(isBeside);
        expect(announced()).toContain('Acme: Finish the sign-in in its window.');
        strategy.showWindowClosed();
        await stable();
        expect(shownText()).toContain('The sign-in window seems to be closed.');
        expect(shownText().includes(stays)).toBe(isBeside);
        expect(announced()).toContain('Acme: The sign-in window seems to be closed.');
      });

      for (const how of ['Escape', 'Cancel'] as const)
        it(`is cancelled by ${how}, keeps the focus, and tells it`, async () => {
          const { strategy, press, escape, shownText, focused, announced, logged } = await show(restored);
          strategy.pause('signIn');
          await press(other);
          expect(focused()).toBe('Cancel');
          await (how === 'Escape' ? escape() : press('Cancel'));
          expect(focused()).toBe(other);
          const text = `The sign-in was cancelled.${isBeside ? ' You are still signed in as before.' : ''}`;
          expect(shownText()).toContain(text);
          expect(announced()).toBe(`Acme: ${text}`);
          expect(logged().at(-1)).toBe('Cancelled the sign-in');
          expect(shownText().includes('Sign out')).toBe(isBeside);
        });

      it('keeps the focus when it succeeds, and tells it', async () => {
        const { strategy, press, focused, announced, stable, shownText } = await show(restored);
        const release = strategy.pause('signIn');
        await press(other);
        release();
        await stable();
        expect(focused()).toBe(isBeside ? OTHER : 'Sign out');
        expect(announced()).toBe('Acme: Signed in');
        expect(shownText()).not.toContain('as before');
      });
    });
  }

  it('tells that a new sign-in failed beside one that works', async () => {
    const { strategy, press, shownText, announced, focused, logged } = await show('signed-in');
    strategy.failNext('signIn', new QlikError('sign-in-timeout', 'Took too long.', { remedy: 'Try again.' }));
    await press(OTHER);
    expect(focused()).toBe(OTHER);
    expect(shownText()).toContain('The new sign-in failed. You are still signed in as before.');
    expect(shownText()).toContain('Took too long.');
    expect(announced()).toBe('Acme: The new sign-in failed. You are still signed in as before.');
    expect(logged().at(-1)).toBe('The sign-in failed');
    strategy.pause('signIn');
    await press(OTHER);
    expect(shownText()).not.toContain('failed');
  });

  it('forgets how a sign-in ended when the user signs out', async () => {
    const { strategy, press, shownText, focused } = await show('signed-in');
    strategy.pause('signIn');
    await press(OTHER);
    await press('Cancel');
    await press('Sign out');
    expect(shownText()).not.toContain('cancelled');
    expect(focused()).toBe('Sign in');
  });

  it('has one button that cancels: the one that started the sign-in', async () => {
    const { strategy, press, button } = await show('signed-out');
    strategy.pause('signIn');
    await press(OTHER);
    expect([button('Sign in').disabled, button('Cancel').disabled]).toEqual([true, false]);
    await press('Cancel');
    await press('Sign in');
    expect([button(OTHER).disabled, button('Cancel').disabled]).toEqual([true, false]);
  });
});
