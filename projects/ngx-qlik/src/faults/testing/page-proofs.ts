import { TestBed } from '@angular/core/testing';
import { QlikRest } from 'ngx-qlik/rest';
import { firstValueFrom } from 'rxjs';
import { QlikAuthService } from '../../auth/qlik-auth-service';
import { broadcastSignedOut } from '../../auth/page-events';
import { sharedName } from '../../auth/browser-storage';
import { OTHER_SPACE, OTHER_TENANT } from './fault-servers';
import { type FaultedPage, SAME_SETUP, UNDISTURBED } from './faulted-page';
import type { PartialProofs } from './proofs';

const HOUR_MS = 3_600_000;
/** Pages that become visible ask again after this time. */
const ASKS_AGAIN_AFTER_MS = 11_000;
/** After this time another host is asked for Qlik's script. */
const NEXT_HOST_AFTER_MS = 3_000;
const CHANNEL = 'ngx-qlik:auth';

/** The machine sleeps: no timer runs meanwhile. */
function sleep(milliseconds: number): void {
  jasmine.clock().mockDate(new Date(Date.now() + milliseconds));
}

/** The page is shown again. */
async function wake(page: FaultedPage): Promise<void> {
  dispatchEvent(new Event('focus'));
  for (let round = 0; round < 5; round++) await page.settle();
}

async function followsSignOut(page: FaultedPage): Promise<void> {
  const channel = new BroadcastChannel(CHANNEL);
  // The session at the server ends with it.
  page.servers.signOutAtQlik();
  broadcastSignedOut(channel, page.connectionSession.connection);
  await page.until(() => page.state.status === 'signed-out');
  channel.close();
  expect(page.endCode).toBeUndefined();
  await page.expectUndisturbed();
  page.servers.canBackendRenew = true;
  await page.signInAgain();
  await page.expectRestored();
}

/** The app does not open without Qlik's script, and does at a click where that is there. */
async function failsWithoutScript(page: FaultedPage): Promise<void> {
  const app = await page.openFailingApp();
  expect([app.status, app.code]).toEqual(['failed', 'runtime-unreachable']);
  await page.expectUndisturbed();
}

async function spacesOf(connectionId: string): Promise<readonly string[]> {
  const { items } = await firstValueFrom(TestBed.inject(QlikRest).spaces(connectionId));
  return items.map(({ name }) => name);
}

/** Proofs about the page: its network, its other tabs, what it loads. */
export const PAGE_PROOFS = {
  'runtime script 404': {
    reported: async (page) => {
      page.answerScript = () => 'fails';
      await failsWithoutScript(page);
      page.answerScript = () => 'arrives';
      await page.openApp();
      await page.expectRestored();
    },
  },
  'runtime script never answers': {
    another: async (page) => {
      page.answerScript = (host) => (host === OTHER_TENANT ? 'arrives' : 'never-comes');
      const app = page.beginApp();
      for (let round = 0; round < 5; round++) await page.settle();
      expect(app.status).toBe('opening');
      await page.pass(NEXT_HOST_AFTER_MS);
      await page.until(() => app.status === 'open');
      await page.expectUndisturbed();
      await page.expectRestored();
    },
  },
  'runtime blocked by CSP': {
    reported: async (page) => {
      // The policy allows scripts of the page's own origin.
      page.answerScript = (host) => (host.startsWith(location.origin) ? 'arrives' : 'fails');
      for (let time = 0; time < 2; time++) {
        const app = await page.openFailingApp();
        expect([app.status, app.code]).toEqual(['failed', 'runtime-unreachable']);
        expect(app.remedy).toContain('Content-Security-Policy');
      }
      await page.expectUndisturbed();
      await page.expectRestored();
    },
  },
  'backend down, then up': {
    unaffected: async (page) => {
      page.servers.isBackendUp = false;
      await page.expectRestored();
      await page.expectUndisturbed();
      page.servers.isBackendUp = true;
      await page.expectRestored();
    },
    reported: async (page) => {
      const { servers } = page;
      servers.isBackendUp = false;
      expect(await page.listed()).toBe('http-unreachable');
      await page.expectUndisturbed();
      servers.isBackendUp = true;
      servers.applicationUser = undefined;
      servers.signOutAtQlik();
      expect(await page.listed()).toBe('sign-in-required');
      servers.applicationUser = 'ada';
      if (!page.isInteractive) servers.canBackendRenew = true;
      await page.signInAgain();
      await page.expectRestored();
      await page.openApp();
    },
  },
  'laptop asleep for an hour': {
    renews: async (page) => {
      sleep(HOUR_MS + 60_000);
      page.servers.expire();
      await wake(page);
      await page.expectRestored();
      expect(page.events).not.toContain('signed-out');
      await page.expectUndisturbed();
    },
    reported: async (page) => {
      sleep(HOUR_MS + 60_000);
      page.servers.expire();
      await wake(page);
      expect(await page.listed()).toBe('credential-refused');
      expect(page.endCode).toBe('credential-refused');
      await page.expectUndisturbed();
      await page.signInAgain();
      await page.expectRestored();
    },
  },
  'offline, then online': {
    continues: async (page) => {
      let isOnline = false;
      spyOnProperty(navigator, 'onLine').and.callFake(() => isOnline);
      page.servers.isOnline = false;
      const calls = [page.list(), page.list(UNDISTURBED)];
      await page.until(() => page.connectionSession.wait() !== undefined);
      expect(page.connectionSession.wait()?.reason).toBe('offline');
      isOnline = true;
      page.servers.isOnline = true;
      dispatchEvent(new Event('online'));
      await page.until(() => calls.every(({ outcome }) => outcome !== undefined));
      expect(calls.map(({ outcome }) => outcome)).toEqual(['listed', 'listed']);
      expect(page.state.status).toBe('ready');
    },
  },
  'sign-out in another tab': { followsForUser: followsSignOut, follows: followsSignOut },
  'two tenants with the same client id': {
    separate: async (page) => {
      const { servers } = page;
      const auth = (): QlikAuthService => TestBed.inject(QlikAuthService);
      await page.until(() => auth().state(SAME_SETUP)().status === 'ready');
      expect([await spacesOf(page.type), await spacesOf(SAME_SETUP)]).toEqual([[], [OTHER_SPACE]]);
      await auth().signOut(SAME_SETUP);
      // A session of its own ends at the page of its own tenant.
      expect(page.navigations.map((address) => new URL(address).origin)).toEqual(
        page.isInteractive ? [OTHER_TENANT] : [],
      );
      servers.hasOtherSession = false;
      await page.expectRestored();
      await page.load();
      await page.expectSignedIn();
      await page.until(() => auth().state(SAME_SETUP)().status === 'signed-out');
      expect([await spacesOf(page.type), await page.listed(SAME_SETUP)]).toEqual([[], 'sign-in-required']);
      const hosts = servers.calls.map(({ address: { origin }, headers }) => [
        origin,
        headers.get('authorization'),
      ]);
      const tokens = new Map(hosts.flatMap(([origin, token]) => (token === null ? [] : [[token, origin]])));
      for (const [origin, token] of hosts) if (token !== null) expect(tokens.get(token)).toBe(origin);
    },
  },
  'user switch without reload': {
    follows: async (page) => {
      const { connectionSession } = page;
      await page.until(() => connectionSession.user() !== undefined);
      const { id } = connectionSession.user() ?? {};
      const epoch = connectionSession.epoch();
      // In another tab, which begins a session of its own at the server.
      page.servers.applicationUser = 'grace';
      page.servers.signInAtQlik('grace');
      sleep(ASKS_AGAIN_AFTER_MS);
      const key = sharedName('user', connectionSession.connection);
      dispatchEvent(new StorageEvent('storage', { key, newValue: 'of-grace' }));
      await wake(page);
      await page.until(() => connectionSession.epoch() > epoch && page.state.status === 'ready');
      await page.until(() => connectionSession.user() !== undefined);
      expect([id, connectionSession.user()?.id]).toEqual(['ada', 'grace']);
      await page.expectRestored();
      await page.expectUndisturbed();
    },
  },
} satisfies PartialProofs;
