import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { withMethodList } from './method-list.ts';
import { supportedMethods } from './registry.ts';

interface Schema {
  readonly structs: Readonly<
    Record<string, Readonly<Record<string, { readonly In?: readonly { readonly Name: string }[] }>>>
  >;
}

describe('the list of methods', () => {
  it('in the README is what the engine answers', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    assert.equal(
      readme,
      withMethodList(readme),
      'Remedy: cd packages/sandbox && node --import tsx engine/methods/write-method-list.ts',
    );
  });

  it("has only methods of Qlik's schema, with the parameters that it names, in its order", async () => {
    const file = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
    const { structs } = JSON.parse(await readFile(file, 'utf8')) as Schema;
    for (const { type, name, parameters } of supportedMethods()) {
      const known = structs[type]?.[name];
      // Some of what engines answer is in no published schema.
      if (!known) continue;
      const names = (known.In ?? []).map((parameter) => parameter.Name);
      assert.deepEqual(
        parameters.slice(0, names.length),
        names.slice(0, parameters.length),
        `${type}.${name}`,
      );
    }
  });
});
