import { readReport } from './read-report.mjs';
import { readTable, writeTable } from './write-table.mjs';

/**
 * What keeps docs/faults.md from being what a run of all journeys saw, in a sentence; nothing where it is.
 *
 * @param {object} report as Playwright's JSON reporter writes it
 */
export async function findDifference(report) {
  const { outcomes, missing } = readReport(report);
  if (missing.length > 0) {
    return ['docs/faults.md names journeys that did not pass or are not there:', ...missing].join('\n');
  }
  const [seen, written] = [await writeTable(outcomes), readTable()];
  if (seen === written) return undefined;
  const lines = written.split('\n');
  const first = seen.split('\n').find((line, index) => line !== lines[index]) ?? 'its end';
  return [
    'docs/faults.md is not what this run saw. Write it anew with `npm run faults`, and look at what changed.',
    `The first line that differs is, in this run: ${first}`,
  ].join('\n');
}
