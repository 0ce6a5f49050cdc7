import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { CONDITIONAL_QIX_METHODS, READING_QIX_METHODS, REFUSED_QIX_METHODS } from './qix-methods.ts';

const require = createRequire(import.meta.url);
const LISTS = [READING_QIX_METHODS, CONDITIONAL_QIX_METHODS, REFUSED_QIX_METHODS];

/** Methods of the schemas that enigma.js brings, with the types that have them. */
function enigmaMethods(): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = join(dirname(require.resolve('enigma.js/package.json')), 'schemas');
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    const { structs } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      structs: Record<string, Record<string, unknown>>;
    };
    for (const [type, methods] of Object.entries(structs)) {
      for (const method of Object.keys(methods)) {
        found.set(method, (found.get(method) ?? new Set()).add(type));
      }
    }
  }
  return found;
}

/** Methods of the schema inside `@qlik/api`, which is newer than those. */
function qlikApiMethods(): ReadonlySet<string> {
  const folder = join(dirname(require.resolve('@qlik/api')), 'chunks');
  const found = new Set<string>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.js')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes('GetHyperCubeData: {')) continue;
    for (const [, method] of text.matchAll(/\b([A-Z]\w+): \{\s*In: \[/g)) found.add(method ?? '');
  }
  return found;
}

/** Methods that the sandbox's engine has. */
function sandboxMethods(): readonly string[] {
  const text = readFileSync(new URL('../../sandbox/engine/README.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^- \*\*\w+\*\*: ([A-Z][\w, ]+)\./gm)].flatMap(([, names = '']) =>
    names.split(', '),
  );
}

describe('the methods of the QIX schemas', () => {
  const enigma = enigmaMethods();
  const api = qlikApiMethods();
  const all = new Set([...enigma.keys(), ...api, ...sandboxMethods()]);

  it('are found in all three places', () => {
    assert.ok(enigma.size > 300 && api.size > 300 && sandboxMethods().length > 150);
    assert.ok(api.has('GetOrCreateObject') && enigma.has('DoSave'));
  });

  it('are each on exactly one list', () => {
    const counts = [...all].map(
      (method) => [method, LISTS.filter((list) => list.has(method)).length] as const,
    );
    assert.deepEqual(
      counts.filter(([, count]) => count !== 1),
      [],
    );
  });

  it('are all that is listed, each once', () => {
    const listed = LISTS.flatMap((list) => [...list]);
    assert.deepEqual(
      listed.filter((method) => !all.has(method)),
      [],
    );
    assert.equal(new Set(listed).size, listed.length);
  });

  it('are read by none that is named after a change', () => {
    const changing =
      /^(Set|Create|Destroy|Delete|Remove|Add|Publish|UnPublish|Approve|UnApprove|Do[A-Z]|Save|Import|Export|Copy|Clone|Replace|Modify|Commit|Reload|Configure|Undo|Redo|Store|Upload|Transform|Change|Scramble|Migrate|Embed|Send|Bulk|Reset|Test|Bomb|Force|Shutdown)/;
    const sessionMethods = [
      ...['AddSessionAlternateState', 'CreateSessionObject', 'CreateSessionVariable', 'DestroySessionObject'],
      ...[
        'DestroySessionVariable',
        'DestroySessionVariableById',
        'DestroySessionVariableByName',
        'ExportData',
      ],
      ...['RemoveSessionAlternateState', 'ResetMadeSelections', 'SetActiveField'],
    ];
    assert.deepEqual(
      [...READING_QIX_METHODS].filter((method) => changing.test(method)).sort(),
      sessionMethods,
    );
  });

  it('show no script, connection or file of the engine’s machine', () => {
    const revealing = [...all].filter((method) =>
      /Script|Connection|Database|FileTable|Folder|Lineage|IncludeFile|Odbc|OleDb|Connector|ExportReduced|ExportApp/.test(
        method,
      ),
    );
    assert.ok(revealing.length > 25);
    assert.deepEqual(
      revealing.filter((method) => !REFUSED_QIX_METHODS.has(method)),
      [],
    );
  });
});
