import type { FaultedApp, FaultedPage } from './faulted-page';
import type { PartialProofs, Proof } from './proofs';

const BROKEN = 1006;
/** Longer than the pause before any attempt. */
const PAUSE_MS = 30_000;

async function openWithSelection(page: FaultedPage): Promise<FaultedApp> {
  const app = await page.openApp();
  await app.select();
  return app;
}

/** Proofs about a fault of an app that is open, with a selection. */
function ofApp(prove: (page: FaultedPage, app: FaultedApp) => Promise<void>): Proof {
  return async (page) => {
    await prove(page, await openWithSelection(page));
    await page.expectUndisturbed();
    expect(page.state.status).toBe('ready');
  };
}

/** The socket is lost and another one is there with the next attempt, in the engine's session. */
function continuesAfter(closeCode: number): Proof {
  return ofApp(async (page, app) => {
    const { doc } = app.live;
    await app.lose(closeCode);
    expect(app.statusWhenLost).toBe('suspended');
    await app.expectSelected();
    expect(app.live.doc).toBe(doc);
  });
}

/** Whether the fault makes attempts fail. */
type Switch = (page: FaultedPage, isOn: boolean) => void;

/** Attempts go on, each with its number, and succeed by themselves or at a click as soon as the fault is over. */
function triesOn(begin: Switch, isLost: boolean): Proof {
  return ofApp(async (page, app) => {
    for (const isClicked of [false, true]) {
      page.hasLostSessions = isLost;
      begin(page, true);
      await app.lose(BROKEN);
      expect([app.status, app.attempt]).toEqual(['resuming', 2]);
      await page.pass(PAUSE_MS);
      expect([app.status, app.attempt]).toEqual(['resuming', 3]);
      await page.expectUndisturbed();
      begin(page, false);
      if (isClicked) app.appSession.resume();
      else await page.pass(PAUSE_MS);
      await app.expectSelected();
      await app.select();
    }
  });
}

const refuseSockets: Switch = (page, isOn) => (page.handshake = isOn ? 'refused' : 'as-usual');

/** The engine has lost its sessions, and closes each socket that opens the app with a code. */
const closeApps =
  (code: number): Switch =>
  (page, isOn) =>
    (page.closeCodeOfApps = isOn ? code : undefined);

/** Nothing goes on without the user, and at a click all is as before. */
async function continuesAtClick(page: FaultedPage, app: FaultedApp): Promise<void> {
  const { status } = app;
  await page.pass(PAUSE_MS);
  expect(app.status).toBe(status);
  await page.expectUndisturbed();
  page.closeCodeOfApps = undefined;
  app.appSession.resume();
  await app.expectSelected();
}

async function loseSession(page: FaultedPage, app: FaultedApp, closeCodeOfApps: number): Promise<void> {
  Object.assign(page, { hasLostSessions: true, closeCodeOfApps });
  await app.lose(BROKEN);
}

/** Proofs about WebSockets and the engine. */
export const SOCKET_PROOFS = {
  "the WebSocket's own token refused": { triesOn: triesOn(refuseSockets, false) },
  'CSRF token stale': {
    fetchesAnother: ofApp(async (page, app) => {
      page.servers.makeCsrfTokensStale();
      await app.lose(BROKEN);
      await page.pass(PAUSE_MS);
      await app.expectSelected();
      expect([page.refusedHandshakes, await page.listed()]).toEqual([1, 'listed']);
    }),
  },
  'WebSocket refused with 403': { triesOn: triesOn(refuseSockets, false) },
  'WebSocket closed with 1006': { continues: continuesAfter(BROKEN) },
  'WebSocket closed with 4001': {
    suspended: ofApp(async (page, app) => {
      await app.lose(4001);
      expect([app.status, app.code]).toEqual(['suspended', 'session-suspended']);
      expect(app.message).toContain('nothing happened');
      await continuesAtClick(page, app);
    }),
  },
  'WebSocket closed with 4003': { continues: continuesAfter(4003) },
  'WebSocket closed with 4204': {
    failed: ofApp(async (page, app) => {
      await loseSession(page, app, 4204);
      expect([app.status, app.code]).toEqual(['failed', 'app-not-found']);
      await continuesAtClick(page, app);
    }),
  },
  'WebSocket closed with 4240': { triesOn: triesOn(closeApps(4240), true) },
  'engine restarts': {
    selectsAgain: ofApp(async (page, app) => {
      page.hasLostSessions = true;
      await app.lose(4003);
      await app.expectSelected();
      const state = app.appSession.state();
      expect(state.status === 'open' && state.recovery?.restoredFields).toEqual(['Genre']);
    }),
  },
  'max sessions reached': {
    suspended: ofApp(async (page, app) => {
      await loseSession(page, app, 4005);
      expect([app.status, app.code]).toEqual(['suspended', 'session-suspended']);
      expect(app.message).toContain('too many sessions');
      await continuesAtClick(page, app);
    }),
  },
} satisfies PartialProofs;
