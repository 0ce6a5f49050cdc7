import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stopCommands } from '../consumers/commands.ts';
import { runAutoObjects } from './auto-objects.ts';
import { runCloudExamples } from './cloud-examples.ts';
import { runEnigma } from './enigma.ts';
import { runReact, runReactCustomCharts } from './react.ts';
import { runImpersonation } from './impersonation.ts';
import { type Options, readOptions, type SampleName, USAGE } from './options.ts';
import { resultTable } from './results.ts';
import type { RunSample } from './run.ts';
import { runWorkshop } from './workshop.ts';

const RUNS: Readonly<Record<SampleName, RunSample>> = {
  impersonation: runImpersonation,
  enigma: runEnigma,
  react: runReact,
  'react-custom-charts': runReactCustomCharts,
  'auto-objects': runAutoObjects,
  workshop: runWorkshop,
  'cloud-examples': runCloudExamples,
};

async function main(options: Options): Promise<number> {
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { sample, from, screenshots, folder } = options;
  const workplace = folder === undefined ? mkdtempSync(join(tmpdir(), 'ngx-qlik-samples-')) : resolve(folder);
  mkdirSync(workplace, { recursive: true });
  try {
    const results = await RUNS[sample]({
      from: resolve(from),
      workplace,
      screenshots: screenshots === undefined ? undefined : resolve(screenshots),
    });
    process.stdout.write(resultTable(results));
    return results.some(({ outcome }) => outcome === 'fails') ? 1 : 0;
  } finally {
    if (folder === undefined) rmSync(workplace, { recursive: true, force: true });
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopCommands);
process.exitCode = await main(readOptions(process.argv.slice(2)));
