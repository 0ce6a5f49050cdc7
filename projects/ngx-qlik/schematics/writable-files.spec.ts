import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { addAloud, buildBefore, contents, runnerOf, workspace } from './testing/fresh-workspace.ts';
import { obstaclesTo } from './writable-files.ts';

buildBefore();

/** Runs something in a folder that has the files of a new workspace, but for some. */
async function onDisk<T>(
  change: (root: string) => void,
  run: (tree: Awaited<ReturnType<typeof workspace>>, root: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'workspace-'));
  const former = process.cwd();
  try {
    const tree = await workspace();
    for (const [path, text] of Object.entries(contents(tree))) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    change(root);
    process.chdir(root);
    return await run(tree, root);
  } finally {
    process.chdir(former);
    rmSync(root, { recursive: true });
  }
}

describe('a command whose files cannot be written', () => {
  const CASES: readonly (readonly [string, (root: string) => void, RegExp])[] = [
    [
      'a file in the place of a folder',
      (root) => writeFileSync(join(root, 'src/app/qlik'), ''),
      /src\/app\/qlik is a file, and has to be a folder, for src\/app\/qlik\/qlik-page\.ts/,
    ],
    [
      'a folder in the place of a file',
      (root) => {
        rmSync(join(root, 'src/app/app.config.ts'));
        mkdirSync(join(root, 'src/app/app.config.ts'));
      },
      /src\/app\/app\.config\.ts is a folder, and has to be a file/,
    ],
  ];
  for (const [name, change, expected] of CASES)
    it(`says so before it says what to do: ${name}`, async () => {
      const { added, messages } = await onDisk(change, (tree) =>
        addAloud(tree, { auth: 'windows', host: 'https://a.example', app: 'a', object: 'o' }),
      );
      assert.match(String(added), expected);
      assert.match(String(added), /Nothing was written/);
      assert.doesNotMatch(messages, /Content-Security-Policy|to see a chart/);
    });

  it('says so for a page', async () => {
    const runner = runnerOf();
    await onDisk(
      (root) => writeFileSync(join(root, 'src/app/chart'), ''),
      async (tree) => {
        const added = await runner.runSchematic('ng-add', { sandbox: '' }, tree);
        for (const name of ['chart', 'spaces']) {
          const made = runner.runSchematic(name, { name: 'chart' }, added.branch());
          await assert.rejects(made, /src\/app\/chart is a file/, name);
        }
      },
    );
  });

  it('names each file that is there and each folder that is the nearest', async () => {
    await onDisk(
      () => undefined,
      async (tree, root) => {
        const added = await runnerOf().runSchematic('ng-add', { sandbox: '' }, tree);
        const obstacles = (locked: string) =>
          obstaclesTo(added, { root, canWrite: (path) => path !== join(root, locked) });
        assert.deepEqual(obstacles('none'), []);
        assert.deepEqual(obstacles('src/app/app.config.ts'), ['src/app/app.config.ts cannot be written.']);
        assert.deepEqual(obstacles('src/app'), [
          'src/app/qlik/qlik-page.ts cannot be made: src/app cannot be written.',
        ]);
      },
    );
  });
});
