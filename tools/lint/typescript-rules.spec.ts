import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import ts from 'typescript';
import { inProject } from '../environment/project-root.ts';
import { RULE_VIOLATIONS, SYNTAX_ERRORS } from './testing/rule-violations.ts';

/** Rules of the two sets that this project does not have, by the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'typescript/no-confusing-void-expression':
    '`() => void call()` and `() => this.emit()` are how callbacks are written here',
  'typescript/no-unsafe-class-instance-assignment':
    "takes Angular's abstract Injector for a class whose instances come from its constructor",
  'typescript/require-await':
    "Fastify's plugins and handlers are async by contract, whether they wait for something or not",
};

/** Rules that this project has besides the two sets. */
const ADDED = [
  'eqeqeq',
  'no-console',
  'no-eval',
  'typescript/consistent-type-imports',
  'typescript/switch-exhaustiveness-check',
];

/** What the options of a rule are there for: code that is fine. */
const FINE: readonly [what: string, file: string, code: string][] = [
  [
    'a test of Node, which is not awaited',
    'src/fine-test.spec.ts',
    'import { it } from "node:test"; it("x", () => undefined);',
  ],
  [
    'a test that says that something is there',
    'src/fine-there.spec.ts',
    'export const f = (a?: string) => a!;',
  ],
  [
    'a fixture of Playwright without others',
    'tests/e2e/fine-fixture.ts',
    'export const f = ({}: object) => 1;',
  ],
  ['output of the sandbox', 'packages/sandbox/fine-output.ts', 'console.log("x");'],
  ['an unused parameter that is named so', 'src/fine-unused.ts', 'export const f = (_a: string) => 1;'],
  [
    'numbers and booleans in a text',
    'src/fine-text.ts',
    'export const f = (a: number, b: boolean) => `a${a} ${b}`;',
  ],
  ['the code points of a text', 'src/fine-spread.ts', 'export const f = (a: string) => [...a];'],
  [
    'an error that is handed on',
    'src/fine-throw.ts',
    'export function f(a: () => void) { try { a(); } catch (e) { if (e instanceof Error) return; throw e; } }',
  ],
  [
    'a callback that gives nothing',
    'src/fine-void.ts',
    'export const f = (a: () => void): (() => void) => () => a();',
  ],
  [
    'a decorated class without members',
    'src/fine-class.ts',
    'const A = (_: unknown, __: unknown) => undefined; @A export class B {}',
  ],
  [
    'a default for the members of a union that are not named',
    'src/fine-switch.ts',
    'export function f(a: "b" | "c") { switch (a) { case "b": return 1; default: return 2; } }',
  ],
  [
    'plain HTTP on loopback',
    'src/fine-deprecated.ts',
    'import { allowInsecureRequests } from "oauth4webapi"; export const x = allowInsecureRequests;',
  ],
  [
    "a comment for ESLint's rules",
    'src/fine-comment.ts',
    '// eslint-disable-next-line project/field-terms\nexport const x = 1;',
  ],
];

/** Where the files are; node_modules is beside them. */
const FOLDERS = ['src', 'tests', 'packages'];
const UNUSED_COMMENT = 'src/unused-comment.ts';
const UNCALLED_SIGNAL = 'src/uncalled-signal.ts';

const isOn = (entry: unknown): boolean => {
  const level: unknown = Array.isArray(entry) ? entry[0] : entry;
  return level !== 'off' && level !== 0 && level !== undefined;
};

describe('the rules for TypeScript', () => {
  const folder = mkdtempSync(join(tmpdir(), 'typescript-rules-'));
  const { config } = ts.readConfigFile(inProject('.oxlintrc.json'), (path) => ts.sys.readFile(path)) as {
    config: { rules: Record<string, unknown> };
  };
  const configured = Object.entries(config.rules)
    .filter(([, entry]) => isOn(entry))
    .map(([name]) => name);
  /** The rules that are broken, by file. */
  let broken: ReadonlyMap<string, readonly string[]> = new Map();

  before(async () => {
    copyFileSync(inProject('.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    symlinkSync(inProject('node_modules'), join(folder, 'node_modules'), 'junction');
    write(
      'tsconfig.json',
      JSON.stringify({
        extends: inProject('tsconfig.base.json'),
        include: ['**/*.ts'],
        compilerOptions: { noEmit: true, types: ['node'], lib: ['ES2023'] },
      }),
    );
    for (const [rule, code] of Object.entries({ ...RULE_VIOLATIONS, ...SYNTAX_ERRORS }))
      write(fileOf(rule), code);
    for (const [, file, code] of FINE) write(file, code);
    write(UNUSED_COMMENT, '// oxlint-disable-next-line no-var\nexport const x = 1;');
    write(
      UNCALLED_SIGNAL,
      'import { signal } from "@angular/core"; const a = signal(false); export const f = () => (a ? 1 : 2);',
    );
    broken = await lint(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(file: string, code: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }

  it('are those of typescript-eslint (strict, with types) and of ESLint, but for those that are left out', () => {
    const rules: Record<string, unknown> = { ...js.configs.recommended.rules };
    for (const each of tseslint.configs.strictTypeChecked) Object.assign(rules, each.rules);
    const expected = Object.keys(rules)
      .filter((name) => isOn(rules[name]))
      .map((name) => nameInOxlint(name, configured))
      .filter((name) => !Object.hasOwn(LEFT_OUT, name) && !Object.hasOwn(SYNTAX_ERRORS, name));
    assert.deepEqual(configured.toSorted(), [...new Set([...expected, ...ADDED])].sort());
  });

  it('are each broken by an example', () => {
    assert.deepEqual(Object.keys(RULE_VIOLATIONS).sort(), configured.toSorted());
  });

  for (const [rule, code] of Object.entries(RULE_VIOLATIONS)) {
    it(`${rule} refuses ${code}`, () => {
      assert.ok(
        broken.get(fileOf(rule))?.includes(rule),
        `reported: ${broken.get(fileOf(rule))?.join() ?? 'nothing'}`,
      );
    });
  }

  for (const [rule, code] of Object.entries(SYNTAX_ERRORS)) {
    it(`need no ${rule}: ${code} is no TypeScript`, () => {
      assert.equal(broken.get(fileOf(rule))?.length, 1);
    });
  }

  for (const [what, file] of FINE) {
    it(`allow ${what}`, () => {
      assert.deepEqual(broken.get(file) ?? [], []);
    });
  }

  it('refuse a signal that is not called, in place of the rule of angular-eslint, which reads all types for it', () => {
    assert.deepEqual(broken.get(UNCALLED_SIGNAL), ['typescript/no-unnecessary-condition']);
  });

  it('report a comment that turns off what is not broken', () => {
    assert.equal(broken.get(UNUSED_COMMENT)?.length, 1);
  });
});

const fileOf = (rule: string): string => `src/${rule.replace('/', '-')}.ts`;

/** Oxlint has one rule where typescript-eslint has its own beside ESLint's. */
function nameInOxlint(name: string, configured: readonly string[]): string {
  const plain = name.replace('@typescript-eslint/', '');
  const typed = `typescript/${plain}`;
  return plain === name || configured.includes(plain) ? plain : typed;
}

interface Report {
  diagnostics: readonly { code?: string; message: string; filename: string }[];
}

/** The real configuration on the files of a folder: which rules each breaks. Types that are not found would be a fault, and so would a file without a report. */
async function lint(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [inProject('node_modules/oxlint/bin/oxlint'), '--format', 'json', ...FOLDERS],
      { cwd: folder, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // It ends with 1 where a rule is broken.
        if (stdout.startsWith('{')) resolve(stdout);
        else reject(new Error(`${stdout}\n${stderr}`, { cause: error }));
      },
    );
  });
  const broken = new Map<string, string[]>();
  const { diagnostics } = JSON.parse(output) as Report;
  for (const { code, message, filename } of diagnostics) {
    const rule = /^(\w+)\(([\w-]+)\)$/.exec(code ?? '');
    const name = rule === null ? message : rule[1] === 'eslint' ? (rule[2] ?? '') : `${rule[1]}/${rule[2]}`;
    broken.set(filename, [...(broken.get(filename) ?? []), name]);
  }
  return broken;
}
