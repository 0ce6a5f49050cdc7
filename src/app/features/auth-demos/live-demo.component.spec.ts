import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ReplaySubject } from 'rxjs';
import { type QlikConnection, QlikError } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ActivityLog } from '../../activity/activity-log';
import { CANCEL_DELAY_MS } from '../../connections/sign-in';
import { Announcer } from '../../ui/announcer';
import type { AuthDemo } from './auth-demo';
import { LiveDemoComponent } from './live-demo.component';
import { JWT_DEMO } from './jwt.demo';
import { OAUTH2_DEMO } from './oauth2.demo';

const DEMO: AuthDemo = { ...OAUTH2_DEMO, calls: [] };
const CONNECTION = fakeConnection({
  id: 'acme',
  label: 'Acme',
  auth: { type: 'oauth2', clientId: 'c', interaction: 'popup' },
});
const OTHER = 'Sign in as another user';

interface Setup {
  readonly demo?: AuthDemo;
  readonly connection?: QlikConnection;
  /** Makes the strategy fail before the page restores. */
  readonly prepare?: (strategy: FakeAuthStrategy) => void;
}

async function show(
  restored: 'signed-in' | 'signed-out',
  { demo = DEMO, connection = CONNECTION, prepare }: Setup = {},
) {
  const strategy = new FakeAuthStrategy({ restored });
  strategy.user = 'Ada Lovelace';
  prepare?.(strategy);
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
      { provide: CANCEL_DELAY_MS, useValue: 0 },
      { provide: QlikRest, useValue: { currentUser: () => users, spaces: () => users } },
    ],
  });
  const users = new ReplaySubject<{ readonly name: string }>();
  sessionStorage.clear();
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(LiveDemoComponent);
  fixture.componentRef.setInput('connection', connection);
  fixture.componentRef.setInput('demo', demo);
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
    statusTexts: () =>
      [...element.querySelectorAll('[role=status]')].flatMap(({ textContent }) => textContent?.trim() || []),
    answerUser: async (name: string) => {
      users.next({ name });
      await stable();
    },
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
        .filter(({ kind }) => kind === 'sign-in' || kind === 'page')
        .map(({ title }) => title),
  };
}

describe('a demo that is tried out', () => {
  it('tells that a reload ends a sign-in, and leaves no gap where there is none', async () => {
    const { press, shownText } = await show('signed-in');
    expect(shownText()).toContain('A reload of the page ends this sign-in');
    await press('Sign out');
    expect(shownText()).not.toContain('A reload');
    expect(document.querySelector('app-reload-notice')?.getClientRects().length).toBe(0);
  });

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
        it(`is canceled by ${how}, keeps the focus, and tells it`, async () => {
          const { strategy, press, escape, shownText, focused, announced, logged } = await show(restored);
          strategy.pause('signIn');
          await press(other);
          expect(focused()).toBe('Cancel');
          await (how === 'Escape' ? escape() : press('Cancel'));
          expect(focused()).toBe(other);
          const text = `The sign-in was canceled.${isBeside ? ' You are still signed in as before.' : ''}`;
          expect(shownText()).toContain(text);
          expect(announced()).toBe(`Acme: ${text}`);
          expect(logged().at(-1)).toBe('Canceled the sign-in');
          expect(shownText().includes('Sign out')).toBe(isBeside);
        });

      it('keeps the focus when it succeeds, and tells it', async () => {
        const { strategy, press, focused, announced, answerUser, stable, shownText } = await show(restored);
        const release = strategy.pause('signIn');
        await press(other);
        release();
        await stable();
        // Not *Sign out*: the key that began the sign-in would end it.
        expect(focused()).toBe(isBeside ? OTHER : 'Signed in');
        await answerUser('Ada Lovelace');
        // The code that fetches the user is loaded first.
        while (announced().includes('window')) await stable();
        expect(announced()).toBe('Signed in to Acme as Ada Lovelace');
        expect(shownText()).not.toContain('as before');
      });
    });
  }

  it('logs a window for the sign-in only when it was opened', async () => {
    const { strategy, press, logged } = await show('signed-out');
    strategy.failNext('signIn', new QlikError('popup-blocked', 'Blocked.', { remedy: 'Allow pop-ups.' }));
    await press('Sign in');
    expect(logged()).toEqual(['The sign-in failed']);
    await press('Sign in');
    expect(logged().slice(1)).toEqual(['Opened a window for the sign-in', 'Signed in']);
  });

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
    expect(shownText()).not.toContain('canceled');
    expect(focused()).toBe('Signed out');
  });

  it('is canceled by Escape from any control of the panel', async () => {
    const { strategy, press, button, escape, shownText } = await show('signed-in');
    strategy.pause('signIn');
    await press(OTHER);
    button('Sign out').focus();
    await escape();
    expect(shownText()).toContain('The sign-in was canceled.');
  });

  it('says nothing of a page that was not left', async () => {
    const { strategy, press, logged } = await show('signed-out', {
      connection: fakeConnection({ id: 'acme', label: 'Acme', auth: { type: 'oauth2', clientId: 'c' } }),
    });
    strategy.pause('signIn');
    await press('Sign in');
    await press('Cancel');
    expect(logged()).toEqual(['Canceled the sign-in']);
    // Leaving later is not leaving for the sign-in page.
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(logged()).toEqual(['Canceled the sign-in']);
  });

  it('announces once that calls wait for their responses', async () => {
    const { statusTexts, answerUser } = await show('signed-in', {
      demo: { ...OAUTH2_DEMO, calls: ['tenant-user', 'spaces'] },
    });
    expect(statusTexts()).toEqual(['Waiting for the response …']);
    await answerUser('Ada');
    expect(statusTexts()).toEqual([]);
  });

  describe('whose restore failed', () => {
    const down = () =>
      new QlikError('http-unreachable', 'Acme does not respond.', { remedy: 'Wait.', isRetryable: true });

    for (const [name, demo, connection] of [
      [
        'without interaction',
        JWT_DEMO,
        fakeConnection({ id: 'acme', label: 'Acme', auth: { type: 'jwt', webIntegrationId: 'w' } }),
      ],
      ['with interaction', OAUTH2_DEMO, CONNECTION],
    ] as const)
      it(`offers to retry it, ${name}`, async () => {
        const { press, shownText, focused, button } = await show('signed-in', {
          demo: { ...demo, calls: [] },
          connection,
          // The state, and what reads it in the page.
          prepare: (strategy) => Array.from({ length: 3 }, () => strategy.failNext('restore', down())),
        });
        expect(shownText()).toContain('Acme does not respond.');
        expect(button('Try again').disabled).toBeFalse();
        expect(/Try again Sign in(?! as)/.test(shownText())).toBe(demo === OAUTH2_DEMO);
        for (let attempt = 0; attempt < 5 && shownText().includes('Try again'); attempt++)
          await press('Try again');
        expect(shownText()).not.toContain('does not respond');
        expect(shownText()).toContain('Sign out');
        expect(focused()).toBe('Signed in');
      });

    it('does not offer a retry of an interactive sign-in that failed', async () => {
      const { strategy, press, shownText } = await show('signed-out');
      strategy.failNext('signIn', down());
      await press('Sign in');
      expect(shownText()).toContain('Acme does not respond.');
      expect(shownText()).not.toContain('Try again');
    });
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
