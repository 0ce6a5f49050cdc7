import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { supportedMethods } from '../engine/methods/registry.ts';
import { cloudRoutes } from './endpoint-support.ts';
import { withEndpointSupport, withMethodSupport } from './support-tables.ts';

interface Schema {
  readonly structs: Readonly<
    Record<string, Readonly<Record<string, { readonly In?: readonly { readonly Name: string }[] }>>>
  >;
}

const REMEDY =
  'Remedy: cd packages/sandbox && node --import tsx published-types/write-support-tables.ts, then npm run format';

/** The formatter aligns tables. */
const unaligned = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

describe('the tables of support', () => {
  it("in the engine's README have the methods that the engine supports", async () => {
    const readme = await readFile(new URL('../engine/README.md', import.meta.url), 'utf8');
    assert.equal(unaligned(readme), unaligned(withMethodSupport(readme)), REMEDY);
  });

  it('in the README of the cloud tenants have the endpoints that a tenant answers', async () => {
    const readme = await readFile(new URL('../cloud/README.md', import.meta.url), 'utf8');
    assert.equal(unaligned(readme), unaligned(withEndpointSupport(readme, await cloudRoutes())), REMEDY);
  });
});

describe('the methods of the engine', () => {
  it("have the parameters of Qlik's schema in the same order", async () => {
    const file = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
    const { structs } = JSON.parse(await readFile(file, 'utf8')) as Schema;
    for (const { type, name, parameters } of supportedMethods()) {
      const known = structs[type]?.[name];
      // The published schema lacks some methods of Qlik's engine.
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
