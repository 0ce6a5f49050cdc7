import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { boundaries } from './boundaries.mjs';

const eslint = new ESLint({
  cwd: PROJECT_ROOT,
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...boundaries],
});

const FORBIDDEN: [what: string, filePath: string, code: string][] = [
  [
    'the library from the application',
    'projects/ngx-qlik/src/connections/connection.ts',
    'import x from "../../../../src/main";',
  ],
  [
    "one feature from another's",
    'src/app/features/spaces/spaces.routes.ts',
    'import x from "../app-viewer/app-viewer.routes";',
  ],
  [
    'the library from what knows nothing of Qlik',
    'src/app/ui/empty-state.ts',
    'import { QlikError } from "ngx-qlik";',
  ],
  [
    'the inside of the library past its public interface',
    'src/app/app.config.ts',
    'import x from "../../projects/ngx-qlik/src/auth/strategy";',
  ],
  ['an entry point from another', 'projects/ngx-qlik/rest/qlik-rest.ts', 'import x from "ngx-qlik/qix";'],
  [
    'the browser from the checks, which the command line shares',
    'projects/ngx-qlik/checks/clock.ts',
    'import { x } from "../diagnostics/browser/user-requests";',
  ],
  [
    'the inside of the checks from the page',
    'projects/ngx-qlik/diagnostics/browser/page-checks.ts',
    'import { checkClocks } from "../../checks/clock";',
  ],
  [
    'the checks from the core',
    'projects/ngx-qlik/src/http/refusal.ts',
    'import { toMarkdown } from "ngx-qlik/checks";',
  ],
  [
    'the core from what it is made of',
    'projects/ngx-qlik/redaction/redact.ts',
    'import type { QlikError } from "ngx-qlik";',
  ],
  [
    'code of one of the parts that each may use from another',
    'projects/ngx-qlik/redaction/redact.ts',
    'import { findSecret } from "ngx-qlik/connection-rules";',
  ],
  [
    'the inside of what each part may use',
    'projects/ngx-qlik/src/auth/validate-connections.ts',
    'import { textField } from "../../connection-rules/field-rules";',
  ],
  [
    'the library from the conformance of the sandbox',
    'packages/sandbox/engine/conformance/enigma.spec.ts',
    'import { QixSessions } from "ngx-qlik/qix";',
  ],
  [
    'the inside of the library from packages',
    'packages/doctor/main.ts',
    'import { checkClocks } from "ngx-qlik/checks/clock";',
  ],
  [
    'code of the core from the checks',
    'projects/ngx-qlik/checks/clock.ts',
    'import { toQlikError } from "ngx-qlik";',
  ],
  ['the library from its command line', 'packages/doctor/main.ts', 'import { redactText } from "ngx-qlik";'],
  [
    'one strategy from another',
    'projects/ngx-qlik/src/auth/strategies/cloud/tenant-session.ts',
    'import x from "./silent-tokens";',
  ],
  [
    'a strategy from another group',
    'projects/ngx-qlik/src/auth/strategies/client-managed.ts',
    'import x from "./cloud/tenant-session";',
  ],
  [
    'a strategy from the core',
    'projects/ngx-qlik/src/http/qlik-interceptor.ts',
    'import x from "../auth/strategies/oauth2";',
  ],
  ['the sandbox from the backend', 'packages/backend/server.ts', 'import x from "../sandbox/sandbox.ts";'],
  [
    'the sandbox from the end-to-end tests',
    'tests/e2e/playwright.config.ts',
    'import x from "../../packages/sandbox/sandbox.ts";',
  ],
  ['the application from the sandbox', 'packages/sandbox/main.ts', 'import x from "../../src/main";'],
  [
    'the tenant from the engine',
    'packages/sandbox/engine/connection.ts',
    'import x from "../cloud/tenant.ts";',
  ],
  [
    'methods of the engine from its layouts',
    'packages/sandbox/engine/objects/lists.ts',
    'import { METHODS } from "../methods/registry.ts";',
  ],
  [
    'expressions of the engine from its selections',
    'packages/sandbox/engine/selection/selection-set.ts',
    'import type { Scalar } from "../expression/value.ts";',
  ],
  [
    'code of a session from the layouts of the engine',
    'packages/sandbox/engine/objects/lists.ts',
    'import { SessionDocument } from "../session/session-document.ts";',
  ],
  [
    'the inside of the engine from the tenant',
    'packages/sandbox/cloud/tenant.ts',
    'import { METHODS } from "../engine/methods/registry.ts";',
  ],
  [
    'the engine from the runtime',
    'packages/sandbox/runtime/plugin.ts',
    'import x from "../engine/connection.ts";',
  ],
  [
    'what only tests use from what they share with other tools',
    'tools/stack/demo-connections.ts',
    'import { launchChromium } from "../../tests/support/chromium.ts";',
  ],
  [
    'what only tests use from npm start',
    'tools/start/local-stack.ts',
    'import { launchChromium } from "../../tests/support/chromium.ts";',
  ],
  [
    'what only tests use from npm test',
    'tools/test/context.ts',
    'import { launchChromium } from "../../tests/support/chromium.ts";',
  ],
  ['by import() as well', 'packages/backend/server.ts', 'const x = import("../sandbox/sandbox.ts");'],
  [
    'what tests start programs with from the backend',
    'packages/backend/server.ts',
    'import { compiledProgram } from "../../tools/processes/compiled-program.ts";',
  ],
  [
    'what the backend is tested with from the backend',
    'packages/backend/server.ts',
    'import { startBackendProcess } from "./testing/backend-process.ts";',
  ],
  ['by export as well', 'packages/backend/server.ts', 'export { x } from "../sandbox/sandbox.ts";'],
];

const ALLOWED: [what: string, filePath: string, code: string][] = [
  ['the library by name', 'src/app/app.config.ts', 'import { QlikError } from "ngx-qlik";'],
  [
    'the core from an entry point',
    'projects/ngx-qlik/rest/qlik-rest.ts',
    'import { QlikError } from "ngx-qlik";',
  ],
  [
    'types of the core from the checks',
    'projects/ngx-qlik/checks/clock.ts',
    'import type { QlikConnection } from "ngx-qlik";',
  ],
  [
    'the checks from the page',
    'projects/ngx-qlik/diagnostics/connection-doctor.ts',
    'import { runChecks } from "ngx-qlik/checks";',
  ],
  [
    'what each part may use from the core',
    'projects/ngx-qlik/src/auth/requests/request.ts',
    'import { redactUrl } from "ngx-qlik/redaction";',
  ],
  [
    'how JSON is read from what each part may use',
    'projects/ngx-qlik/connection-rules/check-connection.ts',
    'import { ɵisRecord } from "ngx-qlik/json";',
  ],
  [
    'how JSON is read from the layouts that Node reads too',
    'projects/ngx-qlik/qix/objects/layout.ts',
    'import { ɵisRecord } from "ngx-qlik/json";',
  ],
  [
    'the engine of the sandbox from the specs of layouts',
    'projects/ngx-qlik/qix/conformance/object-columns.spec.ts',
    'import { TestQixClient } from "qlik-sandbox/engine/testing/test-qix-client.ts";',
  ],
  [
    'the checks from the command line',
    'packages/doctor/main.ts',
    'import { runChecks } from "ngx-qlik/checks";',
  ],
  [
    'types of a session from the layouts of the engine',
    'packages/sandbox/engine/objects/lists.ts',
    'import type { SessionDocument } from "../session/session-document.ts";',
  ],
  [
    'what npm start and the tests start from npm start',
    'tools/start/local-stack.ts',
    'import { readAddresses } from "../stack/sandbox-addresses.ts";',
  ],
  [
    'what npm start and the tests start from the tests',
    'tests/support/stack/start-stack.ts',
    'import { readAddresses } from "../../../tools/stack/sandbox-addresses.ts";',
  ],
  [
    'what tests start programs with from those of the backend',
    'packages/backend/testing/backend-process.ts',
    'import { compiledProgram } from "../../../tools/processes/compiled-program.ts";',
  ],
  [
    'the demo apps from the engine',
    'packages/sandbox/engine/connection.ts',
    'import x from "../apps/app-definition.ts";',
  ],
];

/** A package is imported by its name, whatever it may be imported from. */
const BY_PATH: [filePath: string, code: string][] = [
  ['packages/doctor/main.ts', 'import { runChecks } from "../../projects/ngx-qlik/checks/public-api.ts";'],
  ['packages/doctor/main.ts', 'export { runChecks } from "../../projects/ngx-qlik/checks/public-api.ts";'],
  [
    'tests/e2e/fault-table/fault-table.spec.ts',
    'import { AUTH_TYPES } from "../../../projects/ngx-qlik/auth-types/public-api.ts";',
  ],
  ['projects/ngx-qlik/diagnostics/connection-doctor.ts', 'import { runChecks } from "../checks/public-api";'],
  [
    'projects/ngx-qlik/qix/conformance/object-columns.spec.ts',
    'import { TestQixClient } from "../../../../packages/sandbox/engine/testing/test-qix-client.ts";',
  ],
];

describe('the boundaries between the parts', () => {
  for (const [what, filePath, code] of FORBIDDEN) {
    it(`forbid to import ${what}`, async () => {
      const broken = await rulesBroken(filePath, code);
      // What is imported by a path that has a name may be forbidden for that too.
      assert.deepEqual(
        broken.filter((rule) => rule !== 'no-restricted-imports'),
        ['boundaries/element-types'],
      );
    });
  }

  for (const [what, filePath, code] of ALLOWED) {
    it(`allow to import ${what}`, async () => {
      assert.deepEqual(await rulesBroken(filePath, code), []);
    });
  }

  for (const [filePath, code] of BY_PATH) {
    it(`forbid a package by its path: ${filePath}, ${code}`, async () => {
      assert.deepEqual(await rulesBroken(filePath, code), ['no-restricted-imports']);
    });
  }

  it('know no file outside of every part', async () => {
    assert.deepEqual(await rulesBroken('somewhere/else.ts', 'export const x = 1;'), [
      'boundaries/no-unknown-files',
    ]);
  });
});

async function rulesBroken(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}
