import { parseArgs } from 'node:util';
import { STEPS } from './steps.ts';

export const USAGE = `npm test [-- options]

Checks everything: format, lint, types, unit tests, the sandbox and its conformance, the production build, its size and the
tests in a browser. Ends with the line "N passed, N failed" and with an exit code other than 0 when anything failed.

  --only <steps>   these steps, separated by commas; a name may be the beginning of several: --only lint,unit
  --list           the steps
  --help           this text
`;

/**
 * @returns `{ help, list, steps }`
 * @throws {Error} naming the option that cannot be used
 */
export function readTestOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return { help: values.help, list: values.list, steps: choose(values.only) };
}

function choose(only) {
  if (only === undefined) return STEPS;
  const wanted = only.flatMap((list) => list.split(',')).map((name) => name.trim());
  for (const name of wanted) {
    if (name !== '' && STEPS.some(({ id }) => id.startsWith(name))) continue;
    throw new Error(`--only: there is no step "${name}"; there are ${STEPS.map(({ id }) => id).join(', ')}.`);
  }
  return STEPS.filter(({ id }) => wanted.some((name) => id.startsWith(name)));
}
