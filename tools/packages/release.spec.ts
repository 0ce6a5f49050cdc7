import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { publishedManifest } from '../build/published-manifest.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly repository?: { readonly url: string; readonly directory: string };
  readonly publishConfig?: { readonly access: string; readonly directory?: string };
}

const read = (path: string) => readFileSync(inProject(path), 'utf8');
const { workspaces } = JSON.parse(read('package.json')) as { workspaces: readonly string[] };
const packages = workspaces.map((folder) => ({
  folder,
  manifest: JSON.parse(read(join(folder, 'package.json'))) as Manifest,
}));
const published = packages.filter(({ manifest }) => manifest.private !== true);

describe('the release', () => {
  it('publishes each package that guides tell to install', () => {
    assert.deepEqual(published.map(({ manifest }) => manifest.name).sort(), [
      'ngx-qlik',
      'ngx-qlik-backend',
      'ngx-qlik-doctor',
      'ngx-qlik-runtime',
      'qlik-sandbox',
    ]);
  });

  it('has no setting in a package that npm does not know', () => {
    const { publishConfig, name } = publishedManifest(read('projects/ngx-qlik/package.json'));
    assert.deepEqual({ publishConfig, name }, { publishConfig: { access: 'public' }, name: 'ngx-qlik' });
  });

  it('builds each, names the repository in what it publishes, and signs where that comes from', () => {
    const workflow = read('.github/workflows/release.yml');
    const folders = /^ +FOLDERS: (.*)$/m.exec(workflow)?.[1]?.split(' ').sort();
    const expected = published.map(({ folder, manifest }) =>
      join(folder, manifest.publishConfig?.directory ?? ''),
    );
    assert.deepEqual(folders, expected.sort());
    assert.match(workflow, /npm run build && npm run build:packages[^]*npx changeset publish/);
    assert.match(workflow, /^ +id-token: write$/m);
    assert.match(workflow, /^ +NPM_CONFIG_PROVENANCE: 'true'$/m);
    for (const { folder, manifest } of published) {
      assert.equal(manifest.publishConfig?.access, 'public', manifest.name);
      assert.match(
        manifest.repository?.url ?? '',
        /^git\+https:\/\/github\.com\/[^/]+\/[^/]+\.git$/,
        manifest.name,
      );
      assert.equal(manifest.repository?.directory, folder);
    }
  });
});
