import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { EMPTY } from 'rxjs';
import {
  type ConnectionState,
  QlikAuthService,
  QlikError,
  type RetryWait,
  type QlikErrorCode,
} from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { RetryNoticeComponent, canRetryRestore } from './retry-notice.component';

const wait = (change: Partial<RetryWait> = {}): RetryWait => ({
  reason: 'rate-limited',
  since: Date.now(),
  until: Date.now() + 12_000,
  calls: 1,
  retryNow: () => undefined,
  ...change,
});

async function show(
  present: RetryWait | undefined,
  { state = signal<ConnectionState>({ status: 'ready' }), retry = () => Promise.resolve() } = {},
) {
  const current = signal<RetryWait | undefined>(present);
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [fakeConnection({ id: 'acme', label: 'Acme' })] }),
      {
        provide: QlikAuthService,
        useValue: { connectionSession: () => ({ wait: current, retry }), state: () => state, events: EMPTY },
      },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(RetryNoticeComponent);
  fixture.componentRef.setInput('connectionId', 'acme');
  await fixture.whenStable();
  return { fixture, current, element: fixture.nativeElement as HTMLElement };
}

describe('RetryNoticeComponent', () => {
  it('shows the reason and the remaining time, and retries now on demand', async () => {
    const retryNow = jasmine.createSpy('retryNow');
    const { element } = await show(wait({ retryNow }));
    expect(element.textContent).toContain('Acme limits requests');
    expect(element.textContent).toMatch(/Next try in 1[12] s/);
    element.querySelector('button')?.click();
    expect(retryNow).toHaveBeenCalledTimes(1);
  });

  it('announces the message once and not the seconds', async () => {
    const { element } = await show(wait());
    expect(element.querySelector('[role=status]')?.textContent).not.toMatch(/\d/);
  });

  it('has no countdown without a network, and disappears when the wait is over', async () => {
    const { element, current, fixture } = await show(wait({ reason: 'offline', until: Date.now() + 90_000 }));
    expect(element.textContent).toContain('No network');
    expect(element.textContent).not.toContain('Next try');
    current.set(undefined);
    await fixture.whenStable();
    expect(element.textContent?.trim()).toBe('');
  });

  it('offers to restore again after a failed restore, until it is under way', async () => {
    const error = new QlikError('http-unreachable', 'Down.', { remedy: 'Wait.', isRetryable: true });
    const state = signal<ConnectionState>({ status: 'failed', error });
    const retry = jasmine.createSpy('retry').and.resolveTo();
    const { element, fixture } = await show(undefined, { state, retry });
    const button = element.querySelector('button');
    expect(button?.textContent?.trim()).toBe('Try again');
    button?.click();
    expect(retry).toHaveBeenCalledTimes(1);
    state.set({ status: 'signing-in' });
    await fixture.whenStable();
    expect(element.textContent?.trim()).toBe('');
  });

  it('ignores short waits', async () => {
    const { element } = await show(wait({ until: Date.now() + 300 }));
    expect(element.textContent?.trim()).toBe('');
  });
});

const SILENT = fakeConnection({ id: 'silent', auth: { type: 'jwt', webIntegrationId: 'w' } });
const INTERACTIVE = fakeConnection({ id: 'interactive', auth: { type: 'oauth2', clientId: 'c' } });

const errorOf = (code: QlikErrorCode, isRetryable = true) =>
  new QlikError(code, 'It failed.', { remedy: 'Do this.', isRetryable });

describe('whether another restore can help', () => {
  for (const [code, isRetryable, silent, interactive] of [
    ['http-unreachable', true, true, true],
    ['http-server-error', true, true, true],
    ['http-rate-limited', true, true, true],
    // Only a reload of the page helps.
    ['http-unreachable', false, false, false],
    ['sign-in-refused', true, true, false],
    ['sign-in-failed', true, true, false],
    ['sign-in-timeout', true, true, false],
    ['sign-in-required', false, false, false],
  ] as const)
    it(`after ${code}, ${isRetryable ? '' : 'not '}retryable`, () => {
      const state = { status: 'failed', error: errorOf(code, isRetryable) } as const;
      expect([canRetryRestore(state, SILENT), canRetryRestore(state, INTERACTIVE)]).toEqual([
        silent,
        interactive,
      ]);
    });

  it('not after a sign-in that the user started, unless it needs no interaction', () => {
    const error = errorOf('http-unreachable');
    const state = { status: 'failed', error } as const;
    expect([canRetryRestore(state, SILENT, error), canRetryRestore(state, INTERACTIVE, error)]).toEqual([
      true,
      false,
    ]);
    expect(canRetryRestore(state, INTERACTIVE, errorOf('http-unreachable'))).toBeTrue();
  });

  it('in no other state', () => {
    const reason = errorOf('http-unreachable');
    for (const state of [
      { status: 'signed-out', reason },
      { status: 'ready' },
      { status: 'signing-in' },
    ] as const)
      expect(canRetryRestore(state, SILENT)).toBeFalse();
  });
});
