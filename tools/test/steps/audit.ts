import { readFileSync } from 'node:fs';
import { type AcceptedAdvisory, checkAccepted, checkAudit } from '../../audit/check-audit.ts';
import { inProject } from '../../environment/project-root.ts';
import type { Context } from '../context.ts';
import { oneCheck, type StepResult } from '../step.ts';

const ACCEPTED = 'tools/audit/accepted-advisories.json';
const LIMIT_SECONDS = 120;

/** Two checks: no known weakness of the level high or above in what is shipped, and none in what builds and tests it. */
export async function audit(context: Context): Promise<StepResult> {
  const accepted = JSON.parse(readFileSync(inProject(ACCEPTED), 'utf8')) as AcceptedAdvisory[];
  const mistakes = checkAccepted(accepted);
  if (mistakes.length > 0) return oneCheck(false, mistakes.join('\n'));
  const result: StepResult = { passed: 0, failed: 0, output: '' };
  for (const [what, args] of [
    ['what is shipped', ['--omit=dev']],
    ['what builds and tests it, too', []],
  ] as const) {
    const found = checkAudit(await ask(context, args), accepted);
    if (found.skipped !== undefined) {
      // The second question would get the same answer, after as long a wait.
      return result.passed + result.failed === 0
        ? { ...result, skipped: found.skipped }
        : { ...result, failed: 1 };
    }
    const isFine = found.problems.length === 0;
    result[isFine ? 'passed' : 'failed'] += 1;
    result.output += [`${isFine ? '✔' : '✖'} ${what}`, ...found.problems, ...found.notes, ''].join('\n');
  }
  return result;
}

/** npm's exit code says that something was found, which the report says better. */
async function ask(context: Context, args: readonly string[]): Promise<string> {
  const { output } = await context.run(
    [...npm(), 'audit', '--json', '--audit-level=high', '--fetch-retries=1', '--loglevel=silent', ...args],
    { limitSeconds: LIMIT_SECONDS },
  );
  return output;
}

function npm(): string[] {
  const own = process.env['npm_execpath'];
  return own?.endsWith('.js') ? [process.execPath, own] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
