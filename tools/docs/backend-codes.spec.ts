import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { readTables } from './read-tables.ts';

const NOT_SERVED = ['testing', 'bench', 'conformance', 'fuzz'];

/** The sources of what the backend answers with. */
function sources(folder: string): string[] {
  return readdirSync(inProject(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SERVED.includes(entry.name) ? [] : sources(path);
    return /(?<!\.spec)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** Names and values of the constants that are texts, such as `STOPPING`. */
function constantsOf(text: string): [name: string, value: string][] {
  return [...text.matchAll(/\bconst ([A-Z_]+) = '([a-z-]+)';/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}

/** Each `code` of a problem document, with its statuses; `any` where it is not written beside the code. */
function codesOf(text: string, constants = new Map(constantsOf(text))): [code: string, status: string][] {
  const called = [...text.matchAll(/new Problem\(\s*(\d{3}|[\w.]+),\s*(?:'([a-z-]+)'|([A-Z_]+),)/g)];
  const named = [...text.matchAll(/\bcode: '([a-z-]+)'/g)];
  const mapped = [
    ...(/const codes\b[^{]*\{([^}]*)\}/.exec(text)?.[1]?.matchAll(/(\d{3}): '([a-z-]+)'/g) ?? []),
  ];
  const fallback = [...text.matchAll(/\?\? '([a-z]+(?:-[a-z]+)+)',/g)];
  return [
    ...called.map(([, status = '', code, constant = '']): [string, string] => [
      code ?? constants.get(constant) ?? constant,
      /^\d/.test(status) ? status : 'any',
    ]),
    ...[...named, ...fallback].map(([, code = '']): [string, string] => [code, 'any']),
    ...mapped.map(([, status = '', code = '']): [string, string] => [code, status]),
  ];
}

const texts = sources('packages/backend').map((path) => readFileSync(inProject(path), 'utf8'));
const constants = new Map(texts.flatMap(constantsOf));
const used = texts
  .flatMap((text) => codesOf(text, constants))
  // The word by which zod calls a check of one's own.
  .filter(([code]) => code !== 'custom');
const rows = readTables(readFileSync(inProject('docs/backend-errors.md'), 'utf8'));
const documented = new Map(rows.map(({ code = '', status = '' }) => [code.replaceAll('`', ''), status]));

describe('docs/backend-errors.md', () => {
  it('has each code that the backend answers with, and no other', () => {
    assert.ok(used.length > 40, 'the codes were not found');
    assert.deepEqual([...documented.keys()].sort(), [...new Set(used.map(([code]) => code))].sort());
    assert.equal(documented.size, rows.length, 'a code is there twice');
  });

  it('has the statuses that the sources have', () => {
    const missing = used.filter(
      ([code, status]) => status !== 'any' && !documented.get(code)?.split(', ').includes(status),
    );
    assert.deepEqual(missing, []);
  });

  it('says for each what it means and what helps', () => {
    for (const { code, meaning, remedy } of rows) assert.ok(meaning && remedy, code);
  });

  it('finds what it has to find', () => {
    assert.deepEqual(codesOf("throw new Problem(\n  400,\n  'bad-x',\n"), [['bad-x', '400']]);
    assert.deepEqual(codesOf("new Problem(told, 'bad-y', `…`)"), [['bad-y', 'any']]);
    assert.deepEqual(codesOf("const LATE = 'late';\nnew Problem(503, LATE, '…')"), [['late', '503']]);
    assert.deepEqual(codesOf("const codes: X = {\n 404: 'not-z',\n};"), [['not-z', '404']]);
  });
});
