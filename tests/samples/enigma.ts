import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { outcomeOf } from '../../tools/processes/outcome.ts';
import { start } from '../consumers/commands.ts';
import type { Result } from './results.ts';
import { copySample, type RunSample } from './run.ts';
import { startSampleSandbox } from './sandbox.ts';

const LIMIT_SECONDS = 60;
/** Those that need an engine only. */
const EXAMPLES = [
  'basics/events/generated-apis.js',
  'basics/events/session.js',
  'basics/lists/app-object-list.js',
  'basics/lists/field-list.js',
  'basics/parameters/parameter-passing.js',
  'data/hypercubes/hypercube-pivot.js',
  'data/hypercubes/hypercube-stacked.js',
  'data/hypercubes/hypercube-straight.js',
  'data/list-object/list-object.js',
  'data/string-expression/string-expression.js',
  'interceptors/retry-aborted/retry-aborted.js',
  'interceptors/toggle-delta/toggle-delta.js',
  'mixins/complex/complex.js',
  'mixins/simple/simple.js',
];
const NOT_RUN: readonly Result[] = [
  {
    part: 'basics/documents/qrs.js',
    outcome: 'not run',
    reason: 'needs a JWT virtual proxy of a client-managed server, written into its code',
  },
  {
    part: 'complete/car-models',
    outcome: 'not run',
    reason: 'needs a page in the content library of a client-managed server, which the sandbox does not have',
  },
];
/** What the examples print when a call was refused; not all of them end with an exit code then. */
const FAILURE = /Failed to open|Error during|Unhandled|QIX Error|"code":-?\d+,"parameter"/i;

/** The examples of enigma.js, each a script for Node. */
export const runEnigma: RunSample = async (run) => {
  const copy = copySample(run, 'session.js', 'examples');
  // The examples load dotenv for their settings; these are in the environment here.
  const modules = join(run.workplace, 'modules');
  mkdirSync(join(modules, 'dotenv'), { recursive: true });
  writeFileSync(join(modules, 'dotenv', 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(join(modules, 'dotenv', 'index.js'), 'exports.config = () => ({ parsed: {} });\n');
  const sandbox = await startSampleSandbox(run.workplace, {});
  try {
    const env = {
      ...sandbox.env,
      NODE_PATH: [modules, inProject('node_modules')].join(delimiter),
      QCS_HOST: sandbox.host,
      QCS_API_KEY: sandbox.adminKey,
    };
    const results: Result[] = [];
    for (const part of EXAMPLES) {
      const command = [process.execPath, '--unhandled-rejections=strict', join(copy, part)];
      const { code, output } = await outcomeOf(
        start({ folder: copy, logs: run.workplace, env }, command),
        LIMIT_SECONDS,
      );
      const isRun = code === 0 && output.trim() !== '' && !FAILURE.test(output);
      results.push(
        isRun ? { part, outcome: 'runs' } : { part, outcome: 'fails', reason: output.slice(-500) },
      );
    }
    return [...results, ...NOT_RUN];
  } finally {
    await sandbox.stop();
  }
};
