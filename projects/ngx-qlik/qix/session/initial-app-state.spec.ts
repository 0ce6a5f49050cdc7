import type { Signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Doc } from '@qlik/api/qix';
import { QlikError } from 'ngx-qlik';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import type { AppSession, SessionOpen } from './app-session';
import type { InitialAppState } from './initial-app-state';
import { injectAppSession } from './inject-app-session';
import { QixSessions } from './qix-sessions';

const NORTH: InitialAppState = { selections: [{ field: 'Region', values: ['North'] }] };

describe('the initial state of an app', () => {
  const sales = useSalesApp();
  /** Another session than the one of {@link useSalesApp}. */
  const app = () => sales.testing.app('sales', 'own');
  const open = async (initialState: InitialAppState): Promise<Signal<AppSession | undefined>> => {
    const appSession = sales.run(() =>
      injectAppSession(() => ({ connectionId: 'acme', appId: 'sales', identity: 'own', initialState })),
    );
    await sales.stable();
    return appSession;
  };
  const stateOf = (appSession: Signal<AppSession | undefined>): SessionOpen => {
    const state = appSession()?.state();
    if (state?.status !== 'open') throw new Error(`It is ${state?.status}.`);
    return state;
  };

  it('is there before the app is handed out', async () => {
    const resume = app().pause('selectValues');
    const appSession = await open(NORTH);
    expect([appSession()?.state().status, appSession()?.doc()]).toEqual(['opening', undefined]);
    resume();
    await sales.stable();
    expect([stateOf(appSession).initialStateError, app().selections]).toEqual([
      undefined,
      { Region: ['North'] },
    ]);
  });

  it('has an action, cleared selections, a bookmark and selections, in this order', async () => {
    app().select('Region', ['West']);
    app().lock('Region');
    const order: string[] = [];
    await open({
      onOpen: async (doc: Doc) => {
        order.push(Object.keys(app().selections).join());
        await doc.addSessionAlternateState('Right', '');
      },
      clearsSelections: true,
      bookmarkId: 'tea',
      selections: [
        { field: 'Region', search: 'n*', isLocked: true },
        { field: 'Region', values: ['South'], stateName: 'Right' },
        { field: 'Sales', values: [10] },
      ],
    });
    expect(order).toEqual(['Region']);
    expect(app().selections).toEqual({ Product: ['Tea'], Region: ['North'], Sales: [10] });
  });

  it('clears the selections of an earlier visit in alternate states too', async () => {
    app().select('Region', ['West'], 'Left');
    const appSession = await open({ clearsSelections: true });
    const left = sales.run(() => injectSelections(appSession, { stateName: 'Left' }));
    await sales.stable();
    expect([left.status(), left.fields()]).toEqual(['resolved', []]);
  });

  it('is applied once for several uses of the app, and a different one too', async () => {
    const first = await open(NORTH);
    app().clear();
    await open({ ...NORTH });
    expect(app().selections).toEqual({});
    await open({ selections: [{ field: 'Product', values: ['Tea'] }] });
    expect([stateOf(first).status, app().selections]).toEqual(['open', { Product: ['Tea'] }]);
  });

  it('keeps the error of one use, also after another use has given a state that succeeds', async () => {
    const appSession = await open({ bookmarkId: 'none' });
    await open(NORTH);
    app().closeSocket();
    await sales.stable();
    expect(stateOf(appSession).isReattached).toBeTrue();
    expect(stateOf(appSession).initialStateError?.message).toContain('bookmark none');
    app().closeSocket({ losesSession: true });
    await sales.stable();
    expect(stateOf(appSession).initialStateError?.message).toContain('bookmark none');
  });

  it('is applied again in an app that is opened again after a failure', async () => {
    const appSession = await open(NORTH);
    app().closeSocket({ code: 4204, losesSession: true });
    await sales.stable();
    expect([appSession()?.state().status, app().selections]).toEqual(['failed', {}]);
    appSession()?.resume();
    await sales.stable();
    expect(app().selections).toEqual({ Region: ['North'] });
  });

  it('says what could not be applied, and opens the app', async () => {
    const appSession = await open({
      onOpen: () => {
        throw new Error('Not now');
      },
      bookmarkId: 'none',
      selections: [
        { field: 'Region', values: ['East'] },
        { field: 'Region', values: ['North'], stateName: 'No such state' },
        { field: 'Product', values: ['Tea'] },
      ],
    });
    const { initialStateError: error } = stateOf(appSession);
    expect([error?.code, error?.connectionId as string | undefined, error?.message]).toEqual([
      'engine-error',
      appSession()?.connectionId,
      'The app was opened without a part of its initial state: the action on opening, bookmark none, Region, ' +
        'Region (alternate state No such state).',
    ]);
    expect(app().selections).toEqual({ Product: ['Tea'] });
  });

  it('is applied again when the session was lost, before the selections of the user', async () => {
    jasmine.clock().install();
    try {
      const actions: string[] = [];
      const appSession = await open({ ...NORTH, onOpen: () => void actions.push('opened') });
      app().clear();
      app().select('Product', ['Coffee']);
      // Selections are remembered a while after the opening.
      jasmine.clock().tick(1_000);
      await sales.stable();
      app().closeSocket();
      await sales.stable();
      expect(actions).toEqual(['opened']);
      app().closeSocket({ losesSession: true });
      await sales.stable();
      expect([actions, stateOf(appSession).recovery?.restoredFields, app().selections]).toEqual([
        ['opened', 'opened'],
        ['Product'],
        { Product: ['Coffee'] },
      ]);
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('is tried again at once when the socket closes meanwhile', async () => {
    app().failNext('selectValues', Object.assign(new Error('Not connected'), { code: -1 }));
    const appSession = await open(NORTH);
    expect([stateOf(appSession).initialStateError, app().selections]).toEqual([
      undefined,
      { Region: ['North'] },
    ]);
  });

  it('is that of the present uses when the session is rebuilt', async () => {
    const actions: string[] = [];
    const begin = (name: string) =>
      TestBed.inject(QixSessions).open('acme', 'sales', {
        identity: 'own',
        initialState: { onOpen: () => void actions.push(name), bookmarkId: name },
      });
    const uses = ['first', 'second', 'third'].map(begin);
    await sales.stable();
    expect(actions.splice(0)).toEqual(['first', 'second', 'third']);
    uses.slice(0, 2).forEach((use) => use.close());
    app().closeSocket({ losesSession: true });
    await sales.stable();
    const state = uses[2]!.state();
    expect(actions).toEqual(['third']);
    expect(state.status === 'open' && state.initialStateError?.message).toBe(
      'The app was opened without a part of its initial state: bookmark third.',
    );
  });

  it('is not applied again for the next use while the app stays open', async () => {
    const actions: string[] = [];
    const initialState: InitialAppState = { ...NORTH, onOpen: () => void actions.push('opened') };
    const begin = () => TestBed.inject(QixSessions).open('acme', 'sales', { identity: 'own', initialState });
    const first = begin();
    await sales.stable();
    app().clear();
    first.close();
    const second = begin();
    await sales.stable();
    expect([second.state().status, actions, app().selections]).toEqual(['open', ['opened'], {}]);
  });

  it('ends at its time limit, and names what was not applied', async () => {
    jasmine.clock().install();
    try {
      const answer = app().pause('selectValues');
      const appSession = await open({
        bookmarkId: 'tea',
        selections: [
          { field: 'Region', values: ['North'] },
          { field: 'Sales', values: [10] },
        ],
      });
      jasmine.clock().tick(120_000);
      await sales.stable();
      expect(reasonsOf(appSession)).toEqual([
        'Region: The engine did not answer within 120 s.',
        'Sales: The engine did not answer within 120 s.',
      ]);
      app().clear();
      answer();
      await sales.stable();
      // What had been sent before is made; nothing is begun after it.
      expect(app().selections).toEqual({ Region: ['North'] });
      expect(app().countOf('selectValues')).toBe(1);
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('has an action that fails where the connection of another app is lost, which is no loss of this one', async () => {
    const closed = Object.assign(new Error('Socket closed'), { code: -1, original: { code: 1006 } });
    const appSession = await open({ ...NORTH, onOpen: () => Promise.reject(closed) });
    expect(stateOf(appSession).initialStateError?.params).toEqual({ parts: 'the action on opening' });
    expect([app().countOf('open'), app().selections]).toEqual([1, { Region: ['North'] }]);
  });

  it('gives all reasons in one list', async () => {
    const appSession = await open({
      onOpen: () => {
        throw new Error('Not now');
      },
      bookmarkId: 'none',
      selections: [
        { field: 'Region', values: ['East', 'Far east'] },
        { field: 'Region', search: '>5' },
        { field: 'Region', values: ['North'], stateName: 'No such state' },
      ],
    });
    await open({ bookmarkId: 'another' });
    expect(reasonsOf(appSession)).toEqual([
      'the action on opening: Not now',
      'bookmark none: The app has no bookmark "none" for this user.',
      'Region: The engine did not accept the selection of East, Far east.',
      'Region: The engine did not accept the selection of >5.',
      'Region (alternate state No such state): There is no alternate state "No such state" in this app.',
      'bookmark another: The app has no bookmark "another" for this user.',
    ]);
    const { cause } = stateOf(appSession).initialStateError ?? {};
    const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [];
    expect(errors.map((each) => each instanceof QlikError && each.code)).toEqual([
      'unexpected',
      'object-not-found',
      'engine-error',
      'engine-error',
      'engine-error',
      'object-not-found',
    ]);
  });

  /** The lines of the error's cause. */
  function reasonsOf(appSession: Signal<AppSession | undefined>): readonly string[] {
    const { cause } = stateOf(appSession).initialStateError ?? {};
    return cause instanceof AggregateError ? cause.message.split('\n') : [];
  }
});
