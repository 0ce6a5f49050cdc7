import { apiReport } from './steps/api-report.mjs';
import { audit } from './steps/audit.mjs';
import { backendSpecs } from './steps/backend-specs.mjs';
import { build } from './steps/build.mjs';
import { format } from './steps/format.mjs';
import { e2e } from './steps/e2e.mjs';
import { gates } from './steps/gates.mjs';
import { lint } from './steps/lint.mjs';
import { nodeSpecs } from './steps/node-specs.mjs';
import { platforms } from './steps/platforms.mjs';
import { secrets } from './steps/secrets.mjs';
import { size } from './steps/size.mjs';
import { types } from './steps/types.mjs';
import { unit } from './steps/unit.mjs';

/**
 * All that is checked, in order: what is quick and tells most comes first.
 *
 * A step is `{ id, title, run(context) }`; `run` resolves with `{ passed, failed, output }`, where `output` is shown when something
 * failed or nothing ran. A step that cannot run where it is run, for a reason outside the project, adds `skipped`, the reason: it counts
 * as neither.
 */
export const STEPS = [
  { id: 'format', title: 'Format (Prettier)', run: format },
  { id: 'lint', title: 'Lint, with the boundaries between the parts (ESLint)', run: lint },
  { id: 'gates', title: 'Unused code, circles, spelling and links (knip, cspell, remark)', run: gates },
  { id: 'audit', title: 'Known weaknesses of dependencies, level high and above (npm audit)', run: audit },
  { id: 'types', title: 'Types (tsc, ngc)', run: types },
  {
    id: 'workspace',
    title: "The workspace's own specs",
    run: nodeSpecs('tools', 'tests/bench', 'tests/e2e', 'packages/doctor'),
  },
  { id: 'unit-library', title: 'Unit tests of the library, without zone.js', run: unit('ngx-qlik') },
  { id: 'unit-zone', title: 'Unit tests of the library, with zone.js', run: unit('ngx-qlik', 'zone') },
  { id: 'unit-app', title: 'Unit tests of the application', run: unit('ngx-qlik-app') },
  { id: 'backend', title: 'Backend', run: backendSpecs },
  {
    id: 'sandbox',
    title: "Sandbox, and its conformance with Qlik's own clients",
    run: nodeSpecs('packages/sandbox'),
  },
  { id: 'build', title: 'Production build', run: build },
  { id: 'platforms', title: 'The built library on a server, hydrated, and with jsdom', run: platforms },
  { id: 'api-report', title: "The library's public interface against its report", run: apiReport },
  { id: 'size', title: 'Size of what a browser loads', run: size },
  { id: 'secrets', title: 'No secret in the build', run: secrets },
  { id: 'e2e', title: 'End-to-end tests and accessibility in a browser (Playwright, axe)', run: e2e },
];
