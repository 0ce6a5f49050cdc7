import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikError, type QlikErrorCode } from 'ngx-qlik';
import type { AppSession, AppSessionState } from 'ngx-qlik/qix';
import { ActionError } from './action-error';

const LOST = new QlikError('session-suspended', 'Lost.', { remedy: 'Wait.' });
const AWAY: readonly AppSessionState[] = [
  { status: 'suspended', error: LOST },
  { status: 'resuming', attempt: 1 },
];

describe('the error of an action in an app', () => {
  const state = signal<AppSessionState>({ status: 'open' });
  const appSession = signal<AppSession | undefined>(undefined);
  const go = (next: AppSessionState) => {
    state.set(next);
    TestBed.flushEffects();
  };
  const fail = async (code: QlikErrorCode) => {
    const action = TestBed.runInInjectionContext(() => new ActionError(appSession));
    TestBed.flushEffects();
    return {
      error: action.error,
      act: () => action.watch(Promise.reject(new QlikError(code, 'Failed.', { remedy: 'Repeat.' }))),
      action,
    };
  };

  beforeEach(() => {
    state.set({ status: 'open' });
    appSession.set({ connectionId: 'acme', appId: 'sales', state } as unknown as AppSession);
  });

  for (const away of AWAY)
    it(`goes after a recovery, when it was that of the interrupted connection (${away.status})`, async () => {
      const { act, error } = await fail('session-suspended');
      go(away);
      await act();
      expect(error()?.code).toBe('session-suspended');
      expect(error()?.connectionId as string).toBe('acme');
      go({ status: 'resuming', attempt: 2 });
      expect(error()).toBeDefined();
      go({ status: 'open' });
      expect(error()).toBeUndefined();
    });

  it('is another failure each time, also with the same error, so that its alert is announced again', async () => {
    const { action } = await fail('session-suspended');
    const seen = new Set();
    for (let attempt = 1; attempt <= 2; attempt++) {
      await action.watch(Promise.reject(LOST));
      seen.add(action.failures()[0]);
    }
    expect(seen.size).toBe(2);
  });

  it('of an action in another app is not shown', async () => {
    const { action, error } = await fail('engine-error');
    const watching = action.watch(Promise.resolve().then(() => Promise.reject(LOST)));
    appSession.set({ ...appSession(), appId: 'other' } as AppSession);
    await watching;
    expect(error()).toBeUndefined();
  });

  it('awaits an answer until each of its actions has one', async () => {
    const { action, act } = await fail('engine-error');
    let answer: () => void = () => undefined;
    const first = action.watch(new Promise<void>((resolve) => (answer = resolve)));
    await act();
    expect(action.isPending()).toBeTrue();
    answer();
    await first;
    expect(action.isPending()).toBeFalse();
  });

  it('stays after a recovery, when it has another cause', async () => {
    const { act, error } = await fail('engine-error');
    go({ status: 'resuming', attempt: 1 });
    await act();
    go({ status: 'open' });
    expect(error()?.code).toBe('engine-error');
  });

  it('goes with its app, with the next action, and when it is dismissed', async () => {
    const { act, error, action } = await fail('engine-error');
    await act();
    appSession.set({ ...appSession(), appId: 'other' } as AppSession);
    TestBed.flushEffects();
    expect(error()).toBeUndefined();
    await act();
    await action.watch(Promise.resolve());
    expect(error()).toBeUndefined();
    await act();
    action.dismiss();
    expect(error()).toBeUndefined();
  });
});
