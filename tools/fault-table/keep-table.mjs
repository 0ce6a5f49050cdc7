import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { readReport } from './read-report.mjs';
import { TABLE_FILE, writeTable } from './write-table.mjs';

/**
 * Writes the table of faults that a run's tests tell, where it is another than the one that is there.
 *
 * @param {object} report of a run in which all tests passed, as Playwright's JSON reporter writes it
 * @returns {Promise<{ isComplete: boolean, said: string }>} `isComplete`: false when a test that the table names did not run;
 *   `said`: what there is to say of it
 * @throws {Error} when two tests tell different things of the same
 */
export async function keepTable(report) {
  const { outcomes, missing } = readReport(report);
  if (missing.length > 0)
    return {
      isComplete: false,
      said: `The table of faults names tests that did not pass:\n${missing.join('\n')}`,
    };
  const table = await writeTable(outcomes);
  const name = relative(PROJECT_ROOT, TABLE_FILE);
  if (existsSync(TABLE_FILE) && readFileSync(TABLE_FILE, 'utf8') === table)
    return { isComplete: true, said: `${name} is as this run saw it.` };
  writeFileSync(TABLE_FILE, table);
  return { isComplete: true, said: `${name} was written anew by this run; check it in.` };
}
