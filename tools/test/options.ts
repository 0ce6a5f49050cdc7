import { parseArgs } from 'node:util';
import type { Step } from './step.ts';

export const USAGE = `npm test [-- options]

Checks everything: format, lint, types, unit tests, the sandbox and its conformance, the production build, its size and the
tests in a browser. Ends with the line "N passed, N failed" and with an exit code other than 0 when anything failed.

  --only <steps>   these steps, separated by commas; a name may be the beginning of several: --only lint,unit
  --changed        the steps that the changes of this branch can affect, with files that are not committed yet
  --list           the steps
  --help           this text
`;

/** What `npm test` is asked for. */
export interface TestOptions {
  help: boolean;
  list: boolean;
  changed: boolean;
  steps: readonly Step[];
}

/** @throws {Error} naming the option that cannot be used */
export function readTestOptions(args: readonly string[], steps: readonly Step[]): TestOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      changed: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, list, changed, only } = values;
  return { help, list, changed, steps: only === undefined ? steps : choose(only, steps) };
}

function choose(only: readonly string[], steps: readonly Step[]): Step[] {
  const wanted = only.flatMap((list) => list.split(',')).map((name) => name.trim());
  for (const name of wanted) {
    if (name !== '' && steps.some(({ id }) => id.startsWith(name))) continue;
    throw new Error(`--only: there is no step "${name}"; there are ${steps.map(({ id }) => id).join(', ')}.`);
  }
  return steps.filter(({ id }) => wanted.some((name) => id.startsWith(name)));
}
