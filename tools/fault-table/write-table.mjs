import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { FAULTS, STRATEGIES } from './faults.mjs';

/** Where the table is checked in. */
export const TABLE_FILE = join(PROJECT_ROOT, 'docs/faults.md');
const NOT_TRIED = 'not tried';

const INTRODUCTION = `# Faults survived

What each auth type does when something breaks. **A test run writes this file** (\`npm run faults\`). Each line is asserted in a real browser against the [sandbox](../sandbox/faults/README.md): that the page came to rest within
a time limit, what it said, that selections, address and typed text were still there, how it went on without a reload, and, in the tests of
[tests/e2e/faults](../tests/e2e/faults), that a connection to another tenant on the same page answered calls and kept its selections all
the while. Codes in brackets are explained in [errors.md](errors.md). \`none\`, \`noauth\` and \`reference\` have no credential of their own and
are not in it.

✓ survived · – does not apply, the section below says why · ? not tried`;

/**
 * The table as Markdown, formatted as the repository wants it.
 *
 * @param {readonly import('./read-report.mjs').Outcome[]} outcomes
 * @throws {Error} when one names a fault or a strategy that the table does not have, or two tell different things of the same
 */
export async function writeTable(outcomes) {
  const cells = placeOutcomes(outcomes);
  const text = [
    INTRODUCTION,
    overview(cells),
    ...FAULTS.map((fault) => section(fault, cells.get(fault))),
  ].join('\n\n');
  const options = (await resolveConfig(TABLE_FILE)) ?? {};
  return format(text, { ...options, parser: 'markdown' });
}

/** @returns {Map<string, Map<string, { outcome: string, test: string }>>} by fault and strategy */
function placeOutcomes(outcomes) {
  const cells = new Map(FAULTS.map((fault) => [fault, new Map()]));
  for (const { fault, strategies, outcome, test } of outcomes) {
    const row = cells.get(fault);
    if (row === undefined) throw new Error(`"${fault}" is not among the faults of the table.`);
    for (const strategy of strategies) {
      if (!STRATEGIES.includes(strategy)) throw new Error(`"${strategy}" is not among the strategies.`);
      const other = row.get(strategy);
      if (other !== undefined && other.outcome !== outcome)
        throw new Error(`${fault}, ${strategy}: "${other.outcome}" and "${outcome}" cannot both be true.`);
      row.set(strategy, other ?? { outcome, test });
    }
  }
  return cells;
}

function overview(cells) {
  const mark = (cell) => (cell === undefined ? '?' : cell.outcome.startsWith('n/a') ? '–' : '✓');
  const rows = FAULTS.map((fault) => [fault, ...STRATEGIES.map((each) => mark(cells.get(fault)?.get(each)))]);
  return table(['fault', ...STRATEGIES.map((each) => `\`${each}\``)], rows);
}

function section(fault, row) {
  const groups = new Map();
  for (const strategy of STRATEGIES) {
    const { outcome, test } = row.get(strategy) ?? { outcome: NOT_TRIED, test: '' };
    const key = `${outcome}\n${test}`;
    const group = groups.get(key) ?? { outcome, test, strategies: [] };
    group.strategies.push(`\`${strategy}\``);
    groups.set(key, group);
  }
  const rows = [...groups.values()].map(({ outcome, test, strategies }) => [
    strategies.join(', '),
    outcome,
    outcome.startsWith('n/a') ? '' : (test ?? ''),
  ]);
  return [`## ${fault}`, table(['strategy', 'outcome', 'test'], rows)].join('\n\n');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
