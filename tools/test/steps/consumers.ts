import { oneCheck, type StepResult } from '../step.ts';
import { withBuilds } from './built.ts';

/**
 * The lowest Node of this project is enough for it, it is another version than that of this project, and the cheapest: no Karma to install. What
 * a server renders is checked by the step `platforms`.
 */
const VARIANT = ['--angular', '21', '--structure', 'standalone', '--zone', 'zoneless', '--ssr', 'none'];
const LIMIT_SECONDS = 600;
/** Of a run that could not reach the registry, see tests/consumers/main.ts. */
const NOT_RUN = 75;

/** One of the fresh projects that `npm run test:consumers` makes. It is skipped where the registry cannot be reached. */
export const consumers = withBuilds(['ngx-qlik'], async (context): Promise<StepResult> => {
  const env = { CHROME_BIN: await context.chromium() };
  const args = ['--import', 'tsx', 'tests/consumers/main.ts', ...VARIANT];
  const { code, output } = await context.node(args, { env, limitSeconds: LIMIT_SECONDS });
  if (code === NOT_RUN) return { passed: 0, failed: 0, output, skipped: 'the registry could not be reached' };
  return oneCheck(code === 0, output);
});
