import { parseArgs } from 'node:util';

export const USAGE = `npm run bench [-- options]

Measures the application against the alternatives, side by side, over the same sandbox and in the same browser. It needs the
production build (npm run build) and Chromium (CHROME_BIN, or one that is installed).

  --visits <n>     visits of each side, default 15
  --only <ids>     these figures, separated by commas: S1 to S7, S9
  --json <file>    write the results there as well
  --help           this text
`;

/** What the command line asks for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly visits: number;
  readonly only: readonly string[] | undefined;
  readonly json: string | undefined;
}

/** @throws {Error} naming the option that cannot be used */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      visits: { type: 'string', short: 'n', default: '15' },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const visits = Number(values.visits);
  if (!Number.isInteger(visits) || visits < 1) throw new Error('--visits takes a number from 1 on.');
  return { help: values.help, visits, only: values.only?.split(','), json: values.json };
}
