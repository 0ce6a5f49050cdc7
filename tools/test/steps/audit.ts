import { readFileSync } from 'node:fs';
import { checkAccepted, checkAudit } from '../../audit/check-audit.ts';
import { inProject } from '../../environment/project-root.ts';

const ACCEPTED = 'tools/audit/accepted-advisories.json';
const LIMIT_SECONDS = 120;

/** Two checks: no known weakness of the level high or above in what is shipped, and none in what builds and tests it. */
export async function audit(context) {
  const accepted = JSON.parse(readFileSync(inProject(ACCEPTED), 'utf8'));
  const result = { passed: 0, failed: 0, output: checkAccepted(accepted).join('\n') };
  if (result.output !== '') return { ...result, failed: 1 };
  for (const [what, args] of [
    ['what is shipped', ['--omit=dev']],
    ['what builds and tests it, too', []],
  ]) {
    const judged = checkAudit(await ask(context, args), accepted);
    if (judged.skipped !== undefined) {
      // The second question would get the same answer, after as long a wait.
      return result.passed + result.failed === 0
        ? { ...result, skipped: judged.skipped }
        : { ...result, failed: 1 };
    }
    const isFine = judged.problems.length === 0;
    result[isFine ? 'passed' : 'failed'] += 1;
    result.output += [`${isFine ? '✔' : '✖'} ${what}`, ...judged.problems, ...judged.notes, ''].join('\n');
  }
  return result;
}

/** npm's exit code says that something was found, which the report says better. */
async function ask(context, args) {
  const { output } = await context.run(
    [...npm(), 'audit', '--json', '--audit-level=high', '--fetch-retries=1', '--loglevel=silent', ...args],
    { limitSeconds: LIMIT_SECONDS, logName: 'audit' },
  );
  return output;
}

function npm() {
  const own = process.env.npm_execpath;
  return own?.endsWith('.js') ? [process.execPath, own] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
