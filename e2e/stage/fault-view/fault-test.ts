import { type Fault, type PresetId, type PresetWishes } from '../fault.ts';
import { expect, test as houseTest } from '../house.ts';
import { knownSecrets } from '../known-secrets.ts';
import { SecretWatch } from '../secret-watch.ts';
import { FaultView } from './fault-view.ts';
import type { Strategy } from './strategies.ts';

/** Tells what became of strategies under the fault that the test is named after; it gets into docs/faults.md when the test passes. */
export type TellOutcome = (strategies: readonly Strategy[], outcome: string) => void;

/** Playwright's `test` with a {@link FaultView} that the tests of a worker share: none of them may leave it other than it was. */
export const test = houseTest.extend<
  { tell: TellOutcome; viewErrors: undefined },
  { view: FaultView; pageProblems: string[] }
>({
  pageProblems: [
    async ({}, use) => {
      await use([]);
    },
    { scope: 'worker' },
  ],
  view: [
    async ({ browser, standingHouse, pageProblems }, use) => {
      const watch = new SecretWatch(knownSecrets(standingHouse.sandbox));
      const view = await FaultView.open(browser, standingHouse, (context) => {
        watch.follow(context, standingHouse.origin);
        context.on('weberror', (error) => {
          const { message, stack = '' } = error.error();
          // Qlik's charts leave errors uncaught when their session goes; they come from its host.
          if (stack.includes(standingHouse.origin)) pageProblems.push(message);
        });
      });
      await use(view);
      for (const context of view.contexts) await watch.searchPages(context, standingHouse.origin);
      watch.searchLogs(standingHouse.folder, 'backend-');
      for (const context of view.contexts) await context.close();
      expect(await watch.found(), 'secrets where none may be').toEqual([]);
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  viewErrors: [
    async ({ standingHouse, pageProblems }, use) => {
      pageProblems.length = 0;
      await use(undefined);
      for (const admin of [standingHouse.cloud, standingHouse.clientManaged]) {
        await admin.clearFaults();
        await admin.moveClock(0);
      }
      expect(pageProblems, 'errors that the page did not catch').toEqual([]);
    },
    { auto: true },
  ],
  tell: async ({}, use, info) => {
    await use((strategies, outcome) => {
      const description = JSON.stringify({ fault: info.title, strategies, outcome });
      info.annotations.push({ type: 'fault outcome', description });
    });
  },
});

/** Sets a preset up at both servers that strategies of the view go to. */
export async function atBoth({ house }: FaultView, preset: PresetId, wishes?: PresetWishes): Promise<void> {
  await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.preset(preset, wishes)));
}

/** Sets a fault up at both servers. */
export async function faultAtBoth({ house }: FaultView, fault: Fault): Promise<void> {
  await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.fault(fault)));
}

/** Takes all faults away. */
export async function mend({ house }: FaultView): Promise<void> {
  await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.clearFaults()));
}

export { expect } from '../house.ts';
