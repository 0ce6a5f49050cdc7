import { TestBed } from '@angular/core/testing';
import type { QlikError } from 'ngx-qlik';
import { useEnginePage } from '../engine-page.spec';
import { asDoc, type FakeSession, socketClosed } from '../fake-engine.spec';
import type { AppSession } from './app-session';
import { QixSessions } from './qix-sessions';
import { DEFAULT_SESSION_LIMITS } from './session-limits';

const LIMITS = { attempts: 3, attempt: 15_000, open: 60_000, probe: 5_000, firstPause: 1_000 };

describe('an app session that loses its socket', () => {
  const page = useEnginePage({ limits: LIMITS });
  let appSession: AppSession;
  let live: FakeSession;
  let isOnline = true;

  const errorOf = (): QlikError | undefined => {
    const state = appSession.state();
    return 'error' in state ? state.error : undefined;
  };
  const lose = async (code: number) => {
    live.emit('suspended', code);
    await page.settle();
  };
  const notAttached = () => Promise.reject(Object.assign(new Error('Not attached'), { code: -12 }));
  const refused = async () => {
    // enigma's error: the socket event, which has no reason.
    const event: unknown = new Event('error');
    throw event;
  };
  const never = () => new Promise<never>(() => undefined);
  const becomeVisible = async () => {
    document.dispatchEvent(new Event('visibilitychange'));
    await page.settle();
  };
  const selectionsAre = (...fields: readonly object[]) => {
    const object = live.doc.objectOf('ngx-qlik-selection-memory');
    object.layout = { qSelectionObject: { qSelections: fields } };
    object.emit('changed');
  };

  beforeEach(async () => {
    isOnline = true;
    spyOnProperty(navigator, 'onLine').and.callFake(() => isOnline);
    appSession = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    live = page.qix.last;
  });

  it('reconnects and keeps its app', async () => {
    await lose(1006);
    expect(appSession.state()).toEqual({ status: 'open', isReattached: true });
    expect(appSession.doc()).toBe(asDoc(live.doc));
    expect(live.doc.calls).toContain('resume true');
    expect(page.qix.sessions.length).toBe(1);
  });

  it('retries after growing pauses and shows each attempt', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    expect(appSession.state()).toEqual({ status: 'resuming', attempt: 2, attemptAt: Date.now() + 1_000 });
    await page.pass(1_000);
    expect(appSession.state()).toEqual({ status: 'resuming', attempt: 3, attemptAt: Date.now() + 2_000 });
    live.doc.session.resume = () => {
      live.doc.session.sessionState = 'SESSION_ATTACHED';
      return Promise.resolve();
    };
    await page.pass(2_000);
    expect(appSession.state().status).toBe('open');
  });

  it('continues on the socket that other code opens between two attempts, and opens none', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    expect(appSession.state()).toEqual({ status: 'resuming', attempt: 2, attemptAt: Date.now() + 1_000 });
    live.doc.session.sessionState = 'SESSION_ATTACHED';
    live.emit('resumed');
    await page.settle();
    expect(appSession.state()).toEqual({ status: 'open', isReattached: true });
    const calls = live.doc.calls.filter((call) => call.startsWith('resume'));
    await page.pass(60_000);
    expect(live.doc.calls.filter((call) => call.startsWith('resume'))).toEqual(calls);
    expect([page.qix.sessions.length, appSession.state().status]).toEqual([1, 'open']);
  });

  it('stops after the last attempt and reports why', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    await page.pass(1_000);
    await page.pass(2_000);
    expect(appSession.state().status).toBe('suspended');
    expect(errorOf()?.message).toContain('3 attempts');
    expect(errorOf()?.isRetryable).toBeTrue();
    appSession.resume();
    await page.settle();
    expect(appSession.state()).toEqual(jasmine.objectContaining({ status: 'resuming', attempt: 2 }));
  });

  it('retries immediately on resume', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    live.doc.session.resume = () => Promise.resolve((live.doc.session.sessionState = 'SESSION_ATTACHED'));
    appSession.resume();
    await page.settle();
    expect(appSession.state().status).toBe('open');
  });

  it('waits for the network instead of retrying offline', async () => {
    isOnline = false;
    await lose(1006);
    expect(appSession.state().status).toBe('suspended');
    expect(errorOf()?.message).toContain('offline');
    isOnline = true;
    window.dispatchEvent(new Event('online'));
    await page.settle();
    expect(appSession.state().status).toBe('open');
  });

  it('is rebuilt where the engine no longer knows its objects, though it attached the socket', async () => {
    // What enigma makes of the engine's response; its own errors for a closed socket have the same code, and no parameter.
    const invalidHandle = Object.assign(new Error('Invalid handle'), { code: -1, parameter: '7' });
    await page.pass(1_000);
    live.doc.objectOf('ngx-qlik-selection-memory').getInfo = () => Promise.reject(invalidHandle);
    await lose(1006);
    expect(appSession.state().status).toBe('open');
    expect(appSession.doc()).not.toBe(asDoc(live.doc));
    expect(page.qix.sessions.length).toBe(2);
  });

  it('is another one after a use that ended without a connection, with a socket of its own', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    appSession.close();
    await page.settle();
    // Embeds that come next ask for it by the connection, before the app is open.
    expect(page.main.hostConfigs.get('a')).not.toBe(live.props.hostConfig);
    const next = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    expect(next.state().status).toBe('open');
    expect(page.qix.last.props.hostConfig).toBe(page.main.hostConfigs.get('a'));
  });

  it('opens a socket of its own where the runtime hands out one that is closed', async () => {
    appSession.close();
    await page.pass(DEFAULT_SESSION_LIMITS.linger);
    page.qix.prepare = ({ session: { rpc } }) => {
      page.qix.prepare = () => undefined;
      Object.assign(rpc, { socket: { readyState: WebSocket.CLOSED } });
    };
    const next = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    expect(next.state().status).toBe('open');
    expect(page.qix.last.props.hostConfig).not.toBe(live.props.hostConfig);
    expect(next.doc()).toBe(asDoc(page.qix.last.doc));
    expect(page.qix.sessions.map(({ closings }) => closings)).toEqual([1, 1, 0]);
  });

  it('does nothing after it is closed', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    appSession.close();
    await page.pass(60_000);
    expect(appSession.state()).toEqual({ status: 'closed' });
    expect(page.qix.sessions.length).toBe(1);
    expect(live.closings).toBe(1);
  });

  describe('when the engine has lost the session', () => {
    it('rebuilds it with another host config and restores the selections', async () => {
      await page.pass(1_000);
      selectionsAre(
        {
          qField: 'Region',
          qSelectedCount: 2,
          qSelectedFieldSelectionInfo: [{ qName: 'N' }, { qName: 'S' }],
        },
        {
          qField: 'Year',
          qSelectedCount: 1,
          qLocked: true,
          qSelectedFieldSelectionInfo: [{ qName: '2020' }],
        },
        { qField: 'Stuck', qSelectedCount: 1, qSelectedFieldSelectionInfo: [{ qName: 'x' }] },
        { qField: 'Hidden', qIsHidden: true, qSelectedCount: 1 },
      );
      await page.pass(1_000);
      page.qix.prepare = (doc) => doc.lockedFields.add('Stuck');
      live.doc.session.resume = notAttached;
      const before = appSession.doc();
      await lose(1006);
      const { doc, props } = page.qix.last;
      expect(page.qix.sessions.length).toBe(2);
      expect(live.closings).toBe(1);
      expect(props.hostConfig).not.toBe(live.props.hostConfig);
      expect(appSession.doc()).toBe(asDoc(doc));
      expect(appSession.doc()).not.toBe(before);
      expect(await appSession.ready).toBe(asDoc(doc));
      expect(doc.calls).toEqual(['select Region: N,S', 'select Year: 2020', 'lock Year', 'select Stuck: x']);
      const state = appSession.state();
      const recovery = state.status === 'open' ? state.recovery : undefined;
      expect(recovery?.error.code).toBe('session-lost');
      expect(recovery?.restoredFields).toEqual(['Region', 'Year']);
      expect(recovery?.lostFields).toEqual(['Stuck']);
      expect(recovery?.error.remedy).toContain('Stuck');
      expect(state).not.toEqual(jasmine.objectContaining({ isReattached: true }));
    });

    it('detects that another client has rebuilt it', async () => {
      await page.pass(1_000);
      selectionsAre({ qField: 'Year', qSelectedCount: 1, qSelectedFieldSelectionInfo: [{ qName: '2020' }] });
      await page.pass(1_000);
      live.doc.objectOf('ngx-qlik-selection-memory').infoId = 'of-another-client';
      await lose(1006);
      expect(live.doc.calls).toContain('resume true');
      expect(page.qix.sessions.length).toBe(2);
      expect(page.qix.last.doc.calls).toEqual(['select Year: 2020']);
      expect(appSession.state().status).toBe('open');
    });

    it('restores the selections when it is lost again at once, and another client has rebuilt it', async () => {
      await page.pass(1_000);
      selectionsAre({ qField: 'Year', qSelectedCount: 1, qSelectedFieldSelectionInfo: [{ qName: '2020' }] });
      await page.pass(1_000);
      live.doc.session.resume = notAttached;
      await lose(1006);
      // The rebuilt session has no object yet that tells it from that of another client, to which the socket is attached.
      page.qix.last.emit('suspended', 1006);
      await page.settle();
      expect(page.qix.sessions.length).toBe(3);
      expect(page.qix.last.doc.calls).toEqual(['select Year: 2020']);
      expect(appSession.state()).toEqual(
        jasmine.objectContaining({ recovery: jasmine.objectContaining({ restoredFields: ['Year'] }) }),
      );
    });

    it('removes its session object when the app is closed', async () => {
      await page.pass(1_000);
      const { id } = live.doc.objectOf('ngx-qlik-selection-memory');
      appSession.close();
      await page.pass(10_000);
      expect(live.closings).toBe(1);
      expect(live.doc.destroyed).toContain(id);
    });

    it('reads all values of a field with many', async () => {
      await page.pass(1_000);
      live.doc.layoutFor = () => ({
        qListObject: {
          qDataPages: [
            {
              qMatrix: [
                [{ qText: 'a', qState: 'S' }],
                [{ qText: 'b', qState: 'XS' }],
                [{ qText: 'c', qState: 'L' }],
                [{ qText: 'd', qState: 'O' }],
              ],
            },
          ],
        },
      });
      selectionsAre({ qField: 'Customer Name', qSelectedCount: 3, qSelectedFieldSelectionInfo: [] });
      await page.pass(1_000);
      const list = live.doc.objectOf('ngx-qlik-selected-values');
      expect(JSON.stringify(list.properties)).toContain('[Customer Name]');
      expect(live.doc.destroyed).toContain(list.id);
      live.doc.session.resume = notAttached;
      await lose(1006);
      expect(page.qix.last.doc.calls).toEqual(['select Customer Name: a,b,c']);
    });

    it('retries when it cannot be rebuilt yet', async () => {
      live.doc.session.resume = notAttached;
      page.qix.failNext(socketClosed(4240));
      await lose(1006);
      expect(appSession.state()).toEqual(jasmine.objectContaining({ status: 'resuming', attempt: 2 }));
      expect(appSession.doc()).toBe(asDoc(live.doc));
      await page.pass(1_000);
      expect(appSession.state().status).toBe('open');
      expect(page.qix.sessions.map(({ closings }) => closings)).toEqual([1, 1, 0]);
    });

    it('waits for the user when there are too many sessions', async () => {
      live.doc.session.resume = notAttached;
      page.qix.failNext(socketClosed(4005));
      await lose(1006);
      expect(appSession.state().status).toBe('suspended');
      expect(errorOf()?.message).toContain('too many sessions');
      await page.pass(60_000);
      expect(page.qix.sessions.length).toBe(2);
    });

    it('restores the selections when the app opens after it was not found temporarily', async () => {
      await page.pass(1_000);
      selectionsAre({ qField: 'Year', qSelectedCount: 1, qSelectedFieldSelectionInfo: [{ qName: '2020' }] });
      await page.pass(1_000);
      live.doc.session.resume = notAttached;
      page.qix.failNext(socketClosed(4204));
      await lose(1006);
      expect(appSession.state().status).toBe('failed');
      appSession.resume();
      await page.settle();
      expect(page.qix.last.doc.calls).toEqual(['select Year: 2020']);
      const state = appSession.state();
      expect(state.status === 'open' && state.recovery?.restoredFields).toEqual(['Year']);
    });

    it('fails when the app has been deleted meanwhile', async () => {
      live.doc.session.resume = notAttached;
      page.qix.failNext(socketClosed(4204));
      await lose(1006);
      expect(appSession.state().status).toBe('failed');
      expect(errorOf()?.code).toBe('app-not-found');
      expect(appSession.doc()).toBeUndefined();
    });

    for (const code of ['sign-in-required', 'sign-in-refused'] as const) {
      it(`waits for the user when the sign-in has ended with ${code}`, async () => {
        live.doc.session.resume = () =>
          Promise.reject(Object.assign(new Error('Ended.'), { code, remedy: 'Sign in.' }));
        await lose(1006);
        expect(appSession.state().status).toBe('suspended');
        expect(errorOf()?.code).toBe(code);
      });
    }
  });

  it('opens a new one when the old one does not respond, and keeps a session that still exists', async () => {
    live.doc.session.resume = never;
    page.qix.prepare = (doc) => (doc.session.sessionState = 'SESSION_ATTACHED');
    await lose(1006);
    expect(appSession.state()).toEqual({ status: 'resuming', attempt: 1 });
    await page.pass(LIMITS.attempt);
    await page.pass(1_000);
    expect(appSession.state()).toEqual({ status: 'open', isReattached: true });
    expect(page.qix.sessions.length).toBe(2);
  });

  it('rebuilds when the runtime does not expose its session', async () => {
    Object.assign(live.doc, { session: undefined });
    await lose(1006);
    expect(live.doc.calls).toContain('runtime resume');
    expect(page.qix.sessions.length).toBe(2);
    expect(appSession.state().status).toBe('open');
  });

  for (const code of [4000, 4001, 4002, 4005]) {
    it(`waits for the user after ${code}`, async () => {
      await lose(code);
      await page.pass(60_000);
      expect(appSession.state().status).toBe('suspended');
      expect(errorOf()?.status).toBe(code);
      appSession.resume();
      await page.settle();
      expect(appSession.state().status).toBe('open');
    });
  }

  it('resumes after idleness, but not at a session limit', async () => {
    await lose(4001);
    await becomeVisible();
    expect(appSession.state().status).toBe('open');
    await lose(4005);
    await becomeVisible();
    expect(appSession.state().status).toBe('suspended');
  });

  it("waits for the runtime's attempt after 4003", async () => {
    live.runtimeResume = () => {
      live.doc.session.sessionState = 'SESSION_ATTACHED';
      return Promise.resolve();
    };
    await lose(4003);
    expect(appSession.state().status).toBe('open');
    expect(live.doc.calls).not.toContain('resume true');
  });

  it("rebuilds when the runtime's attempt found another engine", async () => {
    await lose(4003);
    expect(page.qix.sessions.length).toBe(2);
    expect(appSession.state()).toEqual(
      jasmine.objectContaining({ status: 'open', recovery: jasmine.anything() }),
    );
  });

  it('renews the sign-in first after 4006', async () => {
    await lose(4006);
    expect(page.strategy('a').countOf('renew')).toBe(1);
    expect(appSession.state().status).toBe('open');
  });

  it('ends with the sign-in after 4006 when that cannot be renewed', async () => {
    page.strategy('a').canRenew = false;
    await lose(4006);
    expect(appSession.state()).toEqual({ status: 'closed' });
  });

  it('fails after 4204', async () => {
    await lose(4204);
    expect(appSession.state().status).toBe('failed');
    expect(errorOf()?.code).toBe('app-not-found');
    expect(live.closings).toBe(1);
    expect(appSession.doc()).toBeUndefined();
  });

  it('resumes when other code reconnects the shared socket', async () => {
    await lose(4005);
    live.doc.session.sessionState = 'SESSION_ATTACHED';
    live.emit('resumed');
    await page.settle();
    expect(appSession.state()).toEqual({ status: 'open', isReattached: true });
    await lose(4005);
    live.doc.session.sessionState = 'SESSION_CREATED';
    live.doc.session.resume = never;
    live.emit('resumed');
    await page.settle();
    expect(page.qix.sessions.length).toBe(2);
    expect(appSession.state().status).toBe('open');
  });

  it('treats a permanently closed socket as a lost connection', async () => {
    live.emit('closed', 1000);
    await page.settle();
    expect(appSession.state().status).toBe('open');
  });

  describe('after the page was hidden', () => {
    const hidePage = async (milliseconds: number) => {
      const visibility = spyOnProperty(document, 'visibilityState').and.returnValue('hidden');
      document.dispatchEvent(new Event('visibilitychange'));
      await page.pass(milliseconds);
      visibility.and.returnValue('visible');
      await becomeVisible();
    };

    it('checks that the socket is alive', async () => {
      await hidePage(3_600_000);
      expect(live.doc.calls).toContain('probe');
      await page.pass(LIMITS.probe);
      expect(appSession.state()).toEqual({ status: 'open' });
      expect(page.qix.sessions.length).toBe(1);
    });

    it('does not check after a short time', async () => {
      await hidePage(1_000);
      expect(live.doc.calls).not.toContain('probe');
    });

    it('reconnects without a response', async () => {
      live.doc.probe = never;
      await hidePage(3_600_000);
      await page.pass(LIMITS.probe);
      expect(page.qix.sessions.length).toBe(2);
      expect(appSession.state().status).toBe('open');
    });

    it('accepts any response', async () => {
      live.doc.probe = () => Promise.reject(new Error('Access denied'));
      window.dispatchEvent(new Event('online'));
      await page.settle();
      expect(appSession.state()).toEqual({ status: 'open' });
    });
  });

  it('reconnects on resume when the calls of an open session say that its socket is closed', async () => {
    live.doc.probe = () => Promise.reject(socketClosed(1006));
    appSession.resume();
    await page.settle();
    expect(page.qix.sessions.length).toBe(2);
    expect(appSession.state().status).toBe('open');
  });

  describe('when the socket closes again while the session is rebuilt', () => {
    let release: () => void = () => undefined;
    const rebuildUntilSelecting = async () => {
      await page.pass(1_000);
      selectionsAre({ qField: 'Year', qSelectedCount: 1, qSelectedFieldSelectionInfo: [{ qName: '2020' }] });
      await page.pass(1_000);
      live.doc.session.resume = notAttached;
      page.qix.prepare = (doc) => {
        page.qix.prepare = () => undefined;
        const getField = doc.getField.bind(doc);
        doc.getField = async (...field) => {
          await new Promise<void>((resolve) => (release = resolve));
          return getField(...field);
        };
      };
      await lose(1006);
      expect(appSession.state()).toEqual({ status: 'resuming', attempt: 1 });
    };
    const closeAgain = async (code: number) => {
      page.qix.last.emit('suspended', code);
      await page.settle();
    };

    it('makes the next attempt after a pause, and restores the selections in a session that is kept', async () => {
      await rebuildUntilSelecting();
      await closeAgain(1006);
      expect(appSession.state()).toEqual({ status: 'resuming', attempt: 2, attemptAt: Date.now() + 1_000 });
      release();
      await page.settle();
      page.qix.prepare = (doc) => (doc.session.sessionState = 'SESSION_ATTACHED');
      await page.pass(1_000);
      const { doc } = page.qix.last;
      expect(doc.calls).toEqual(['select Year: 2020']);
      const state = appSession.state();
      expect(state.status === 'open' && state.recovery?.restoredFields).toEqual(['Year']);
      expect(appSession.doc()).toBe(asDoc(doc));
    });

    for (const [code, status] of [
      [4005, 'suspended'],
      [4204, 'failed'],
    ] as const)
      it(`is ${status} after ${code}`, async () => {
        await rebuildUntilSelecting();
        await closeAgain(code);
        expect([appSession.state().status, errorOf()?.status]).toEqual([status, code]);
        await page.pass(60_000);
        expect(page.qix.sessions.length).toBe(2);
      });

    it('renews the sign-in after 4006', async () => {
      await rebuildUntilSelecting();
      await closeAgain(4006);
      await page.pass(1_000);
      expect(page.strategy('a').countOf('renew')).toBe(1);
      expect(appSession.state().status).toBe('open');
    });

    it('stops after the last attempt, with the selections for the next one', async () => {
      await rebuildUntilSelecting();
      for (const pause of [1_000, 2_000]) {
        await closeAgain(1006);
        page.qix.failNext(socketClosed(4240));
        await page.pass(pause);
      }
      expect(errorOf()?.message).toContain('3 attempts');
      appSession.resume();
      await page.settle();
      await page.pass(1_000);
      expect([page.qix.last.doc.calls, appSession.state().status]).toEqual([['select Year: 2020'], 'open']);
    });
  });

  describe('while its initial state is applied for the first time', () => {
    let actions = 0;
    const openAnother = async () => {
      actions = 0;
      appSession = TestBed.inject(QixSessions).open('a', 'other', {
        initialState: { onOpen: () => (actions++ === 0 ? new Promise(() => undefined) : undefined) },
      });
      await page.settle();
      live = page.qix.last;
      expect([actions, appSession.state().status]).toEqual([1, 'opening']);
    };

    it('opens the app again and applies it anew', async () => {
      await openAnother();
      await lose(1006);
      expect(appSession.state()).toEqual({ status: 'open' });
      expect([actions, page.qix.sessions.length]).toEqual([2, 3]);
      expect(await appSession.ready).toBe(asDoc(page.qix.last.doc));
    });

    it('fails when no attempt succeeds, also for what waits for the app', async () => {
      await openAnother();
      const { ready } = appSession;
      for (let attempt = 0; attempt < LIMITS.attempts; attempt++) page.qix.failNext(socketClosed(4240));
      await lose(1006);
      await page.pass(1_000);
      await page.pass(2_000);
      expect(appSession.state().status).toBe('failed');
      await expectAsync(ready).toBeRejectedWith(jasmine.objectContaining({ message: errorOf()?.message }));
      appSession.resume();
      await page.settle();
      expect([appSession.state().status, actions]).toEqual(['open', 2]);
    });

    it('fails when the socket closes for a reason that only the user can change', async () => {
      await openAnother();
      await lose(4005);
      expect([appSession.state().status, errorOf()?.status]).toEqual(['failed', 4005]);
    });
  });

  it('is checked on resume while it is open, and reconnects without a response', async () => {
    live.doc.probe = never;
    appSession.resume();
    await page.pass(LIMITS.probe);
    expect(page.qix.sessions.length).toBe(2);
    expect(appSession.state().status).toBe('open');
  });

  it('makes the next attempt as soon as the network is back', async () => {
    live.doc.session.resume = refused;
    await lose(1006);
    live.doc.session.resume = () => Promise.resolve((live.doc.session.sessionState = 'SESSION_ATTACHED'));
    window.dispatchEvent(new Event('online'));
    await page.settle();
    expect(appSession.state().status).toBe('open');
  });
});
