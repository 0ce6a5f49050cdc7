import { TestBed } from '@angular/core/testing';
import { QlikRest } from 'ngx-qlik/rest';
import { firstValueFrom } from 'rxjs';
import type { QlikError } from '../../errors/qlik-error';
import { type Fault, type FaultAnswer, isList, needsCredential, type ReceivedCall } from './fault-servers';
import { BESIDE, type FaultedPage, UNDISTURBED } from './faulted-page';
import type { PartialProofs } from './proofs';

/** `token expires in mid-session with 20 calls in flight`. */
const CALLS = 20;
const TRIES = 4;
const PAUSE_S = 6;
const FOREIGN = 'https://foreign.example/api/v1/spaces?page=2';

const REFUSED = () => Response.json({}, { status: 401 });

/** A fault of the calls that fit, or of so many of them. */
function faultOf(
  fits: (call: ReceivedCall) => boolean,
  answer: () => FaultAnswer,
  count = Number.POSITIVE_INFINITY,
): Fault {
  let left = count;
  return (call) => (fits(call) && left-- > 0 ? answer() : undefined);
}

const none: Fault = () => undefined;

/** The list fails with a code, and is there again at a click once the fault is over. */
async function failsUntilClick(page: FaultedPage, fault: Fault, code: string): Promise<void> {
  const before = page.servers.listCalls;
  page.servers.fault = fault;
  expect(await page.listed()).toBe(code);
  expect(page.servers.listCalls - before)
    .withContext('tries')
    .toBe(TRIES);
  await page.expectUndisturbed();
  page.servers.fault = none;
  await page.expectRestored();
}

function rateLimited(as: 'seconds' | 'date'): Fault {
  return faultOf(isList, () => {
    const retryAfter =
      as === 'seconds' ? String(PAUSE_S) : new Date(Date.now() + PAUSE_S * 1000).toUTCString();
    return new Response('{}', { status: 429, headers: { 'Retry-After': retryAfter } });
  });
}

async function countsDown(page: FaultedPage, as: 'seconds' | 'date'): Promise<void> {
  page.servers.fault = rateLimited(as);
  const call = page.list();
  await page.until(() => page.connectionSession.wait() !== undefined);
  const wait = page.connectionSession.wait();
  expect(wait?.reason).toBe('rate-limited');
  // A date has no fractions of a second, and some chance is added.
  const seconds = ((wait?.until ?? 0) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(PAUSE_S - 1);
  expect(seconds).toBeLessThanOrEqual(PAUSE_S + 1);
  await page.expectUndisturbed();
  page.servers.fault = none;
  await page.pass((PAUSE_S + 1) * 1000);
  await page.until(() => call.outcome !== undefined);
  expect([call.outcome, page.connectionSession.wait()]).toEqual(['listed', undefined]);
}

const reportsRateLimit = (page: FaultedPage, as: 'seconds' | 'date'): Promise<void> =>
  failsUntilClick(page, rateLimited(as), 'http-rate-limited');

async function breaksOff(page: FaultedPage, code: string): Promise<void> {
  page.servers.fault = faultOf(isList, () => 'cut-off', 1);
  await page.expectRestored();
  await failsUntilClick(
    page,
    faultOf(isList, () => 'cut-off'),
    code,
  );
}

/** The sign-in has ended once, with that code; a new one works, and so does the app again. */
async function endsAndContinues(page: FaultedPage): Promise<void> {
  expect(page.endCode).toBe('credential-refused');
  expect(page.events.filter((each) => each === 'signed-out')).toHaveSize(1);
  await page.expectUndisturbed();
  page.servers.fault = none;
  await page.signInAgain();
  await page.expectRestored();
  await page.openApp();
}

async function endsWhenRefused(page: FaultedPage): Promise<void> {
  const app = await page.openApp();
  page.servers.fault = faultOf(needsCredential, REFUSED);
  expect(await page.listed()).toBe('credential-refused');
  await page.until(() => app.status === 'closed');
  await endsAndContinues(page);
}

/** Calls that begin before any of them is answered. */
async function callAtOnce(page: FaultedPage): Promise<readonly (string | undefined)[]> {
  const calls = Array.from({ length: CALLS }, () => page.list());
  await page.until(() => calls.every(({ outcome }) => outcome !== undefined));
  return [...new Set(calls.map(({ outcome }) => outcome))];
}

/** Proofs about calls and the credentials that they are made with. */
export const CALL_PROOFS = {
  'backend slow': {
    waits: async (page) => {
      page.servers.delayMs = 2_000;
      const call = page.list();
      for (let round = 0; round < 5; round++) await page.settle();
      await page.expectUndisturbed();
      expect([call.outcome, page.state.status]).toEqual([undefined, 'ready']);
      // The list takes a call or two.
      for (let round = 0; round < 3; round++) await page.pass(2_000);
      await page.until(() => call.outcome !== undefined);
      expect(call.outcome).toBe('listed');
      page.servers.delayMs = 0;
      await page.expectRestored();
    },
  },
  'token refused once': {
    renews: async (page) => {
      page.servers.fault = faultOf(isList, REFUSED, 1);
      expect(await page.listed()).toBe('listed');
      expect(page.events.slice(-2)).toEqual(['refused', 'renewed']);
      await page.expectUndisturbed();
      await page.expectRestored();
    },
  },
  'token refused always': { endsForUser: endsWhenRefused, ends: endsWhenRefused },
  'token expires in mid-session with 20 calls in flight': {
    renewsOnce: async (page) => {
      page.servers.expire();
      expect(await callAtOnce(page)).toEqual(['listed']);
      expect(page.events.filter((each) => each === 'renewed')).toHaveSize(1);
      await page.expectUndisturbed();
      await page.expectRestored();
    },
    fails: async (page) => {
      page.servers.expire();
      expect(await callAtOnce(page)).toEqual(['credential-refused']);
      await endsAndContinues(page);
    },
  },
  '429 with Retry-After in seconds': {
    countsDown: (page) => countsDown(page, 'seconds'),
    reported: (page) => reportsRateLimit(page, 'seconds'),
  },
  '429 with Retry-After as a date': {
    countsDown: (page) => countsDown(page, 'date'),
    reported: (page) => reportsRateLimit(page, 'date'),
  },
  '503': {
    reported: (page) =>
      failsUntilClick(
        page,
        faultOf(isList, () => Response.json({}, { status: 503 })),
        'http-server-error',
      ),
  },
  'response cut off half-way': {
    reported: (page) => breaksOff(page, 'http-unreachable'),
    reportedByBackend: (page) => breaksOff(page, 'http-server-error'),
  },
  'next-page link that points to another host': {
    refused: async (page) => {
      const data = [{ id: 'space-1', name: 'Films' }];
      page.servers.fault = faultOf(isList, () => Response.json({ data, links: { next: { href: FOREIGN } } }));
      const rest = TestBed.inject(QlikRest);
      const first = await firstValueFrom(rest.spaces(page.type));
      await expectAsync(firstValueFrom(rest.nextPage(first))).toBeRejectedWith(
        jasmine.objectContaining<QlikError>({ code: 'http-foreign-link' }),
      );
      expect(first.items.map(({ name }) => name)).toEqual(['Films']);
      expect(page.servers.calls.some(({ address }) => address.href === FOREIGN)).toBeFalse();
      await page.expectUndisturbed();
      page.servers.fault = none;
      await page.expectRestored();
    },
  },
  'session expired on the server': {
    reported: async (page) => {
      page.servers.endSessions();
      expect(await page.listed()).toBe('credential-refused');
      await endsAndContinues(page);
    },
    continues: async (page) => {
      const app = await page.openApp();
      await app.select();
      page.servers.endSessions();
      page.servers.canBackendRenew = true;
      page.hasLostSessions = true;
      await app.lose(1006);
      await page.expectUndisturbed();
      await page.expectRestored();
      // Its next attempt to reconnect, in the session that has begun meanwhile.
      await page.pass(PAUSE_S * 1000);
      await app.expectSelected();
    },
  },
  'one connection failing all of the above while another works on undisturbed': {
    fails: async (page) => {
      const app = await page.openApp();
      const { servers } = page;
      const inTurn: readonly (() => unknown)[] = [
        () => (servers.fault = rateLimited('seconds')),
        () => app.lose(1006),
        () => ((page.hasLostSessions = true), app.lose(4003)),
        () => (servers.fault = faultOf(isList, () => 'cut-off')),
        () => servers.makeCsrfTokensStale(),
        () => (page.handshake = 'refused'),
        () => (servers.fault = () => 'unreachable'),
        () => (servers.fault = faultOf(needsCredential, REFUSED)),
        () => servers.endSessions(),
      ];
      for (const fail of inTurn) {
        await fail();
        page.list();
        await page.expectUndisturbed();
      }
      expect(await page.listed()).not.toBe('listed');
      Object.assign(page, { handshake: 'as-usual', hasLostSessions: false });
      servers.fault = none;
      servers.canBackendRenew = true;
      if (page.state.status !== 'ready' || (await page.listed()) !== 'listed') await page.signInAgain();
      await page.expectRestored();
      await page.openApp();
    },
    unaffected: async (page) => {
      const app = await page.openApp();
      await app.select();
      page.servers.fault = ({ address }) =>
        address.hostname === 'server.example' ? Response.json({}, { status: 503 }) : undefined;
      expect(await page.listed(BESIDE)).toBe('http-server-error');
      await page.expectRestored();
      expect([app.status, await page.listed(UNDISTURBED)]).toEqual(['open', 'listed']);
    },
  },
} satisfies PartialProofs;
