import { existsSync } from 'node:fs';
import { inProject } from '../../environment/project-root.mjs';

const TSC = 'node_modules/typescript/bin/tsc';
const NGC = 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js';

/** The specs of the library and the application are compiled by their unit tests. */
const PROJECTS = [
  [TSC, 'sandbox/tsconfig.json'],
  [TSC, 'sandbox/runtime/browser/tsconfig.json'],
  [TSC, 'sandbox/runtime/conformance/tsconfig.json'],
  [TSC, 'sandbox/cloud/conformance/browser/tsconfig.json'],
  [TSC, 'sandbox/faults/page/browser/tsconfig.json'],
  [TSC, 'backend/tsconfig.json'],
  [TSC, 'e2e/tsconfig.json'],
  [TSC, 'bench/tsconfig.json'],
  [TSC, 'scripts/doctor/tsconfig.json'],
  [NGC, 'projects/ngx-qlik/tsconfig.lib.json'],
  [NGC, 'tsconfig.app.json'],
];

/** One check per project. */
export async function types(context) {
  const result = { passed: 0, failed: 0, output: '' };
  for (const [compiler, project] of PROJECTS) {
    const { code, output } = existsSync(inProject(project))
      ? await context.node([compiler, '--noEmit', '-p', project])
      : { code: 1, output: 'There is no such file.' };
    if (code === 0) {
      result.passed += 1;
      continue;
    }
    result.failed += 1;
    result.output += `${project}:\n${output}\n`;
  }
  return result;
}
