import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunCommand } from './commands.ts';
import { compareVersions, newestOfAll, RegistryUnreachable } from './versions.ts';

const registry =
  (packages: Readonly<Record<string, readonly string[]>>): RunCommand =>
  ([, , name = '']) =>
    Promise.resolve(JSON.stringify(packages[name]));

describe('the versions of a fresh project', () => {
  it('are the newest that the registry has of all its packages, by number and not by text', async () => {
    const packages = {
      'one-tool': ['22.2.10', '22.2.7', '22.2.9', '23.0.0', '22.3.0-next.1', '21.4.0'],
      'other-tool': ['22.2.9', '22.2.10', '22.3.0-next.1', '23.0.0'],
    };
    assert.equal(await newestOfAll(Object.keys(packages), '22', registry(packages)), '22.2.10');
    await assert.rejects(
      newestOfAll(Object.keys(packages), '21', registry(packages)),
      /no version 21 in common of one-tool, other-tool/,
    );
  });

  it('are not known where the registry cannot be reached', async () => {
    const unreachable: RunCommand = () => Promise.reject(new Error('npm error code ENOTFOUND'));
    await assert.rejects(newestOfAll(['far-away'], '22', unreachable), RegistryUnreachable);
  });

  it('are ordered by each number', () => {
    const ordered = ['20.19.0', '20.20.2', '22.9.0', '22.22.3'];
    assert.deepEqual([...ordered].reverse().sort(compareVersions), ordered);
    assert.equal(compareVersions('20.19.0', '20.19.0'), 0);
  });
});
