import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { SignInButtonComponent } from './sign-in-button.component';

async function show(strategy: FakeAuthStrategy) {
  const connection = fakeConnection({
    id: 'acme',
    auth: { type: 'oauth2', clientId: 'c', interaction: 'popup' },
  });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const session = TestBed.inject(QlikAuthService).session('acme');
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
    session,
    button,
    stable,
    says: () => element.textContent?.replace(/\s+/g, ' ').trim(),
    click: async (detail = 1) => {
      button.dispatchEvent(new MouseEvent('click', { detail, bubbles: true }));
      await stable();
    },
  };
}

describe('the button of a sign-in', () => {
  let strategy: FakeAuthStrategy;
  beforeEach(() => (strategy = new FakeAuthStrategy({ restored: 'signed-out' })));

  it('starts it, and cancels it while it is under way', async () => {
    const { session, click, says, stable } = await show(strategy);
    await session.restore();
    await stable();
    expect(says()).toBe('Sign in');
    strategy.pause('signIn');
    await click();
    expect(says()).toBe('Cancel');
    await click();
    expect([says(), session.state().status]).toEqual(['Sign in', 'signed-out']);
    expect(strategy.countOf('signIn')).toBe(1);
  });

  it('cancels by Escape, and not by the second half of a double click', async () => {
    const { session, button, click, says, stable } = await show(strategy);
    await session.restore();
    strategy.pause('signIn');
    await click();
    await click(2);
    expect(says()).toBe('Cancel');
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await stable();
    expect(says()).toBe('Sign in');
  });

  it('says that the window seems to be closed', async () => {
    const { session, click, says, stable } = await show(strategy);
    await session.restore();
    strategy.pause('signIn');
    await click();
    strategy.showWindowClosed();
    await stable();
    expect(says()).toContain('Cancel The sign-in window seems to be closed.');
  });

  it('is not for what the page does by itself', async () => {
    const release = strategy.pause('restore');
    const { session, button, says, stable } = await show(strategy);
    const restoring = session.restore();
    await stable();
    expect([says(), button.disabled]).toEqual(['Sign in', true]);
    release();
    await restoring;
    await stable();
    expect(button.disabled).toBeFalse();
  });
});
