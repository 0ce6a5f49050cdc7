import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../../tools/processes/outcome.ts';
import { start } from '../consumers/commands.ts';
import { envFile } from './configuration.ts';
import { FLIGHTS } from './demo-apps.ts';
import type { Result } from './results.ts';
import { copySample, installSample, type RunSample } from './run.ts';
import { startSampleSandbox } from './sandbox.ts';

const LIMIT_SECONDS = 60;
const NOT_RUN: readonly Result[] = [
  {
    part: 'tutorials/bookmarks',
    outcome: 'not run',
    reason: 'its older client, @qlik/sdk, takes the tenant’s name without a port',
  },
  {
    part: 'tutorials/platform-operations',
    outcome: 'not run',
    reason:
      'makes tenants, and configures identity providers and extensions: the sandbox has two tenants and no such calls',
  },
  {
    part: 'tutorials/deploy-tabular-reports',
    outcome: 'not run',
    reason: 'is an automation to import; the sandbox has no automations',
  },
];

/** The examples of the repository for qlik.dev that run by themselves. */
export const runCloudExamples: RunSample = async (run) => {
  const copy = copySample(run, 'index.js', 'qlik.dev/examples/app-sheet-list-objects');
  await installSample(copy, run);
  const sandbox = await startSampleSandbox(run.workplace, {});
  try {
    const settings = {
      QLIK_HOST: sandbox.host,
      QLIK_CLIENT_ID: 'sandbox-web',
      QLIK_CLIENT_SECRET: 'sandbox-web-secret',
      QLIK_APP_ID: FLIGHTS,
      SAVE_LAYOUTS: 'true',
    };
    writeFileSync(join(copy, '.env'), envFile(settings));
    const place = { folder: copy, logs: run.workplace, env: sandbox.env };
    const { code, output } = await outcomeOf(start(place, ['npm', 'start']), LIMIT_SECONDS);
    const part = 'examples/app-sheet-list-objects';
    const objects = Number(/Total Objects: (\d+)/.exec(output)?.[1] ?? 0);
    const saved = code === 0 ? readdirSync(join(copy, 'layouts', FLIGHTS)) : [];
    // A layout of each object, those of the sheets and their properties besides.
    const isRun =
      code === 0 && objects > 0 && saved.filter((name) => name.startsWith('viz_')).length === objects;
    return [
      isRun ? { part, outcome: 'runs' } : { part, outcome: 'fails', reason: output.slice(-500) },
      ...NOT_RUN,
    ];
  } finally {
    await sandbox.stop();
  }
};
