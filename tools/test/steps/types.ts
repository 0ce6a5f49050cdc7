import { existsSync } from 'node:fs';
import { inProject } from '../../environment/project-root.ts';

const TSC = 'node_modules/typescript/bin/tsc';
const NGC = 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js';

/** The specs of the library and the application are compiled by their unit tests. */
const PROJECTS = [
  [TSC, 'packages/sandbox/tsconfig.json'],
  [TSC, 'packages/sandbox/runtime/browser/tsconfig.json'],
  [TSC, 'packages/sandbox/runtime/conformance/tsconfig.json'],
  [TSC, 'packages/sandbox/cloud/conformance/browser/tsconfig.json'],
  [TSC, 'packages/sandbox/faults/page/browser/tsconfig.json'],
  [TSC, 'packages/backend/tsconfig.json'],
  [TSC, 'tests/e2e/tsconfig.json'],
  [TSC, 'tests/bench/tsconfig.json'],
  [TSC, 'packages/doctor/tsconfig.json'],
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
