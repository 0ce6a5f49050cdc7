import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readBundleGraph } from './bundle-graph.ts';

describe('the graph of a built site', () => {
  let folder: string;
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-graph-')));
    const files = {
      'main-ABCD1234.js': `import{a}from'./chunk-a_Zz-9x0.js';console.log(a);import('./chunk-page0000.js');`,
      'chunk-a_Zz-9x0.js': `export const a=1;`,
      'chunk-page0000.js': `import{a}from'./chunk-a_Zz-9x0.js';import{c}from'./chunk-CCCC0000.js';console.log(a,c);`,
      'chunk-CCCC0000.js': `export const c=2;`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('follows what is imported without being asked for, and nothing else', async () => {
    const { main, withImports } = await readBundleGraph(folder);
    assert.equal(main, 'main-ABCD1234.js');
    assert.deepEqual([...withImports([main])].sort(), ['chunk-a_Zz-9x0.js', 'main-ABCD1234.js']);
    assert.deepEqual(
      [...withImports(['chunk-page0000.js'])],
      ['chunk-page0000.js', 'chunk-a_Zz-9x0.js', 'chunk-CCCC0000.js'],
    );
  });

  it('says so when there is no main script', async () => {
    rmSync(join(folder, 'main-ABCD1234.js'));
    await assert.rejects(readBundleGraph(folder), /no main script/);
  });
});
