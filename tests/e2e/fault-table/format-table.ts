import { formatText } from '../../../tools/environment/format-text.ts';
import { inProject } from '../../../tools/environment/project-root.ts';
import { STRATEGIES, type Strategy } from '../fixtures/fault-view/strategies.ts';
import { FAULTS } from './faults.ts';
import type { Outcome } from './outcome.ts';

/** Where the table is checked in. */
export const TABLE_FILE = inProject('docs/faults.md');
const NOT_TESTED = 'not tested';

const INTRODUCTION = `# Faults

What each auth type does when something breaks. **A test run writes this file** (\`npm run faults\`). Codes in parentheses are explained in
[errors.md](errors.md). \`none\`, \`noauth\` and \`reference\` have no credential of their own and are not in the table.

✓ Asserted in a real browser against the [sandbox](../packages/sandbox/faults/README.md): the page settles within a time limit, reports the
problem, keeps selections, address and typed text, and continues without a reload. In the tests of [tests/e2e/faults](../tests/e2e/faults), a
connection to another tenant on the same page answers calls and keeps its selections meanwhile.

● Asserted by specs, while a browser shows another auth type of the same mechanism: an access token, a session's cookie at a tenant or at a
virtual proxy, the relay of the backend. [faults.spec.ts](../projects/ngx-qlik/src/faults/faults.spec.ts) has the auth type's own strategy, and
the library's interceptor, retries and app sessions, against fakes of Qlik's servers and engine: the same codes are reported, calls, sign-in and
app with its selection continue the same way, and the connection to another tenant answers calls. Where the backend has a part, its specs are
named too.

– Does not apply, the section below gives the reason · ? not tested, which fails the run`;

interface Cell {
  readonly outcome: string;
  readonly test: string | undefined;
  readonly isBySpecs: boolean;
}

type Row = ReadonlyMap<Strategy, Cell>;

/**
 * Returns the table as Markdown, formatted as the other documents are.
 * @throws {Error} when an outcome names a fault or an auth type that the table does not have, or two outcomes contradict each other
 */
export async function formatTable(outcomes: readonly Outcome[]): Promise<string> {
  const rows = rowsOf(outcomes);
  const sections = FAULTS.map((fault) => section(fault, rows.get(fault) ?? new Map<Strategy, Cell>()));
  const text = [INTRODUCTION, overview(rows), ...sections].join('\n\n');
  return formatText(TABLE_FILE, text);
}

/** The pairs of a fault and an auth type without an outcome, as `503: jwt, cookie`; empty where the table is whole. */
export function findUntested(outcomes: readonly Outcome[]): readonly string[] {
  return [...rowsOf(outcomes)].flatMap(([fault, row]) => {
    const left = STRATEGIES.filter((strategy) => !row.has(strategy));
    return left.length === 0 ? [] : [`${fault}: ${left.join(', ')}`];
  });
}

function rowsOf(outcomes: readonly Outcome[]): ReadonlyMap<string, Row> {
  const rows = new Map<string, Map<Strategy, Cell>>(FAULTS.map((fault) => [fault, new Map()]));
  for (const { fault, strategies, outcome, test, isBySpecs = false } of outcomes) {
    const row = rows.get(fault);
    if (row === undefined) throw new Error(`"${fault}" is not among the faults of the table.`);
    for (const strategy of strategies) {
      if (!STRATEGIES.includes(strategy)) throw new Error(`"${strategy}" is not among the auth types.`);
      const other = row.get(strategy);
      if (other !== undefined && other.outcome !== outcome)
        throw new Error(`${fault}, ${strategy}: "${other.outcome}" contradicts "${outcome}".`);
      row.set(strategy, other ?? { outcome, test, isBySpecs });
    }
  }
  return rows;
}

function overview(rows: ReadonlyMap<string, Row>): string {
  const mark = (cell: Cell | undefined): string => {
    if (cell === undefined) return '?';
    if (cell.outcome.startsWith('n/a')) return '–';
    return cell.isBySpecs ? '●' : '✓';
  };
  return table(
    ['fault', ...STRATEGIES.map((each) => `\`${each}\``)],
    FAULTS.map((fault) => [fault, ...STRATEGIES.map((each) => mark(rows.get(fault)?.get(each)))]),
  );
}

function section(fault: string, row: Row): string {
  const groups = new Map<string, Cell & { readonly strategies: string[] }>();
  for (const strategy of STRATEGIES) {
    const cell = row.get(strategy) ?? { outcome: NOT_TESTED, test: undefined, isBySpecs: false };
    const key = `${cell.outcome}\n${cell.test ?? ''}`;
    const group = groups.get(key) ?? { ...cell, strategies: [] };
    group.strategies.push(`\`${strategy}\``);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map(({ outcome, test, strategies }) => [
    strategies.join(', '),
    outcome,
    outcome.startsWith('n/a') ? '' : (test ?? ''),
  ]);
  return [`## ${fault}`, table(['auth type', 'outcome', 'test'], lines)].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
