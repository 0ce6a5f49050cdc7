import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { QlikAuthService, type QlikConnectionInput, QlikError } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { Announcer } from '../ui/announcer';
import { CANCEL_DELAY_MS, SignIn } from './sign-in';
import { SignInButtonComponent } from './sign-in-button.component';

const IN_WINDOW = { type: 'oauth2', clientId: 'c', interaction: 'popup' } as const;

async function show(
  strategy: FakeAuthStrategy,
  {
    cancelDelayMs = 0,
    auth = IN_WINDOW,
  }: { cancelDelayMs?: number; auth?: QlikConnectionInput['auth'] } = {},
) {
  const connection = fakeConnection({ id: 'acme', auth });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
      { provide: CANCEL_DELAY_MS, useValue: cancelDelayMs },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const connectionSession = TestBed.inject(QlikAuthService).connectionSession('acme');
  const fixture = TestBed.createComponent(SignInButtonComponent);
  fixture.componentRef.setInput('connectionId', 'acme');
  const element = fixture.nativeElement as HTMLElement;
  const button = element.querySelector('button');
  if (!button) throw new Error('There is no button.');
  const stable = async () => {
    await settled();
    await fixture.whenStable();
  };
  return {
    connectionSession,
    button,
    stable,
    text: () => element.textContent?.replace(/\s+/g, ' ').trim(),
    click: async () => {
      button.click();
      await stable();
    },
  };
}

describe('SignInButtonComponent', () => {
  let strategy: FakeAuthStrategy;
  beforeEach(() => (strategy = new FakeAuthStrategy({ restored: 'signed-out' })));

  it('announces each failure beside a sign-in that works, also one that has the text of the last', async () => {
    strategy = new FakeAuthStrategy();
    const { connectionSession, stable } = await show(strategy);
    await connectionSession.restore();
    await stable();
    const announce = spyOn(TestBed.inject(Announcer), 'announce').and.callThrough();
    for (let attempt = 1; attempt <= 2; attempt++) {
      strategy.failNext('signIn', new QlikError('popup-blocked', 'Blocked.', { remedy: 'Allow it.' }));
      // Nothing is rendered between the begin and the end.
      await TestBed.inject(SignIn).start('acme', { forceLogin: true });
      await stable();
    }
    const texts = announce.calls.allArgs().map(([text]) => text);
    expect(texts.filter((text) => text.includes('failed')).length).toBe(2);
  });

  it('starts the sign-in, and cancels it while it is in progress', async () => {
    const { connectionSession, click, text, stable } = await show(strategy);
    await connectionSession.restore();
    await stable();
    expect(text()).toBe('Sign in');
    strategy.pause('signIn');
    await click();
    expect(text()).toBe('Cancel');
    await click();
    expect([text(), connectionSession.state().status]).toEqual(['Sign in', 'signed-out']);
    expect(strategy.countOf('signIn')).toBe(1);
  });

  it('is not canceled by a second click soon after the first', async () => {
    const { connectionSession, button, click, text, stable } = await show(strategy, { cancelDelayMs: 300 });
    await connectionSession.restore();
    strategy.pause('signIn');
    await click();
    await click();
    expect([text(), button.ariaDisabled]).toEqual(['Cancel', 'true']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await stable();
    expect([text(), button.ariaDisabled]).toEqual(['Cancel', null]);
    await click();
    expect(text()).toBe('Sign in');
  });

  it('cancels on Escape, at once', async () => {
    const { connectionSession, button, click, text, stable } = await show(strategy, {
      cancelDelayMs: 60_000,
    });
    await connectionSession.restore();
    strategy.pause('signIn');
    await click();
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await stable();
    expect([text(), strategy.countOf('signIn')]).toEqual(['Sign in', 1]);
  });

  it('has the focus when it was clicked, also where browsers give it none', async () => {
    const { connectionSession, button, click } = await show(strategy);
    await connectionSession.restore();
    strategy.pause('signIn');
    await click();
    expect(document.activeElement).toBe(button);
  });

  it('restores the sign-in again after that failed, and offers to sign in beside it', async () => {
    strategy.failNext('restore');
    const { connectionSession, button, click, text, stable } = await show(strategy);
    await connectionSession.restore();
    await stable();
    expect([text(), button.classList.contains('mat-mdc-unelevated-button')]).toEqual([
      'Try again Sign in',
      true,
    ]);
    const release = strategy.pause('restore');
    await click();
    // It keeps the focus.
    expect([text(), button.disabled, button.ariaDisabled]).toEqual(['Try again', false, 'true']);
    await click();
    release();
    for (let turn = 0; turn < 3; turn += 1) await stable();
    expect([text(), button.ariaDisabled]).toEqual(['Sign in', null]);
    expect([strategy.countOf('signIn'), strategy.countOf('restore')]).toEqual([0, 2]);
  });

  it('is the only button where no user is needed, and says what is missing', async () => {
    strategy.failNext('restore');
    const auth = { type: 'jwt', webIntegrationId: 'w' } as const;
    const { connectionSession, click, text, stable } = await show(strategy, { auth });
    await connectionSession.restore();
    await stable();
    expect(text()).toBe('Try again');
    strategy.failNext('signIn', new QlikError('sign-in-required', 'No user.', { remedy: 'Sign in.' }));
    await click();
    await stable();
    const state = connectionSession.state();
    expect(state.status === 'failed' && state.error.code).toBe('sign-in-required');
    expect(text()).toBe('Sign in');
  });

  it('signs in where the restore failed, and the first button cancels it', async () => {
    strategy.failNext('restore');
    const { connectionSession, button, click, text, stable } = await show(strategy);
    await connectionSession.restore();
    await stable();
    strategy.pause('signIn');
    const second = button.nextElementSibling;
    if (!(second instanceof HTMLButtonElement)) throw new Error('There is no second button.');
    second.click();
    await stable();
    expect([text(), document.activeElement]).toEqual(['Cancel', button]);
    await click();
    expect(text()).toBe('Try again Sign in');
    expect([strategy.countOf('signIn'), strategy.countOf('restore')]).toEqual([1, 1]);
  });

  it('is disabled while the page restores a sign-in', async () => {
    const release = strategy.pause('restore');
    const { connectionSession, button, text, stable } = await show(strategy);
    const restoring = connectionSession.restore();
    await stable();
    expect([text(), button.disabled]).toEqual(['Sign in', true]);
    release();
    await restoring;
    await stable();
    expect(button.disabled).toBeFalse();
  });
});
