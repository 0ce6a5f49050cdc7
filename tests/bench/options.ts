import { parseArgs } from 'node:util';
import { NETWORKS, type Network } from './networks/network.ts';

/** Those that compare pages over the same servers. */
export const PAGE_IDS: readonly string[] = ['S1', 'S2', 'S3', 'S4'];

export const USAGE = `npm run bench [-- options]

Measures the application against what it is compared with, side by side, over the same sandbox and in the same browser. It needs the
production build (npm run build) and Chromium (CHROME_BIN, or one that is installed).

  --visits <n>      visits of each side, default 15
  --only <ids>      these figures, separated by commas: S1 to S7, S9 to S12
  --network <id>    only this network: ${NETWORKS.map(({ id }) => id).join(' or ')}
  --release <ref>   compares with the application as of this tag or commit, which is built once; default: the latest tag
  --trace           of S1 to S4, what the main threads do until it is shown, by Chromium's traces, in place of times
  --json <file>     write the results there as well
  --write           write what was measured to docs/performance.md: tables and chart of S1 to S4, where all four were, and the others
  --help            this text
`;

/** What the command line asks for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly visits: number;
  readonly only: readonly string[] | undefined;
  readonly networks: readonly Network[];
  readonly release: string | undefined;
  /** Whether the tasks of the main thread are traced. */
  readonly trace: boolean;
  readonly json: string | undefined;
  readonly write: boolean;
}

/** @throws {Error} naming the option that cannot be used */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      visits: { type: 'string', short: 'n', default: '15' },
      only: { type: 'string' },
      network: { type: 'string' },
      release: { type: 'string' },
      trace: { type: 'boolean', default: false },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const visits = Number(values.visits);
  if (!Number.isInteger(visits) || visits < 1) throw new Error('--visits takes a number from 1 on.');
  const networks = NETWORKS.filter(({ id }) => values.network === undefined || id === values.network);
  if (networks.length === 0) throw new Error(`--network takes ${NETWORKS.map(({ id }) => id).join(' or ')}.`);
  const only = values.only?.split(',');
  const pages = PAGE_IDS.filter((id) => only?.includes(id) ?? true);
  const isWhole = pages.length === 0 || (pages.length === PAGE_IDS.length && values.network === undefined);
  if (values.write && !isWhole)
    throw new Error(
      `--write needs all of ${PAGE_IDS.join(', ')} or none, on all networks: leave out --network.`,
    );
  if (values.trace && values.write) throw new Error('--write needs times without traces: leave out --trace.');
  return {
    ...{ help: values.help, visits, networks, release: values.release, json: values.json },
    only,
    trace: values.trace,
    write: values.write,
  };
}
