import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { AppFileError } from './app-file-error.ts';
import { OwnApps } from './own-apps.ts';
import { APP, SALES, writeFiles } from './testing/sales-app.ts';

/** The folder of the app, and one beside it. */
let app: string;
let outside: string;
beforeEach(() => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'own-app-folders-')));
  [app, outside] = [join(root, 'app'), join(root, 'outside')];
  mkdirSync(outside, { recursive: true });
  writeFiles(app, { ...APP, 'data/Files/sales.csv': undefined });
  rmSync(join(app, 'data'), { recursive: true, force: true });
});
afterEach(() => rmSync(join(app, '..'), { recursive: true, force: true }));

const connection = (path: string): Readonly<Record<string, string>> => ({
  'connections.yml': `connections:\n  Files:\n    type: folder\n    connectionstring: ${path}\n`,
});
const read = async (): Promise<string> => {
  try {
    await OwnApps.read([app]);
    return 'read';
  } catch (error) {
    assert.ok(error instanceof AppFileError, String(error));
    return error.message;
  }
};

describe('the folders of a connection', () => {
  it('are all searched, also when the app has a folder data', async () => {
    writeFileSync(join(outside, 'sales.csv'), SALES);
    writeFiles(app, { ...connection('../outside'), 'data/Other/x.csv': 'a\n1\n' });
    assert.equal(await read(), 'read');
  });

  it('need no connection that is listed: a folder in data is one', async () => {
    writeFiles(app, { 'connections.yml': undefined, 'config.yml': undefined, 'data/Files/sales.csv': SALES });
    assert.equal(await read(), 'read');
    writeFiles(app, { 'connections.yml': 'connections:\n' });
    assert.equal(await read(), 'read');
  });

  it('are what the remedy names for a connection that there is not', async () => {
    writeFiles(app, { 'connections.yml': 'connections:\n', 'data/Other/x.csv': 'a\n1\n' });
    const message = await read();
    assert.match(message, /script\.qvs, line 3: .*there is no connection 'Files'/);
    assert.ok(
      message.includes(`Put its files into ${join(app, 'data/Files')}, or list it among the connections`),
      message,
    );
    assert.match(message, /There is: Other/);
  });

  it('have files whose names are written in any case', async () => {
    writeFiles(app, { 'data/Files/Sales.CSV': SALES });
    assert.equal(await read(), 'read');
  });

  it('are named when a file is missing: those that exist, and those that do not', async () => {
    writeFiles(app, { ...connection('../outside'), 'data/Other/x.csv': 'a\n1\n' });
    const message = await read();
    assert.ok(message.includes(`Put the file into ${join(app, 'data/Files')}`), message);
    assert.ok(message.includes(`looked in ${join(app, 'data')} and ${outside}`), message);
    assert.ok(message.includes(`${join(app, 'data/Files')} does not exist`), message);
  });
});

describe('a link in the folder of an app', () => {
  it('to a file outside is refused', async () => {
    writeFileSync(join(outside, 'secret.csv'), SALES);
    mkdirSync(join(app, 'data/Files'), { recursive: true });
    symlinkSync(join(outside, 'secret.csv'), join(app, 'data/Files/sales.csv'));
    const message = await read();
    assert.match(message, /data\/Files\/sales\.csv is a link to .+secret\.csv, outside .+app.*copy/);
  });

  it('to a folder outside is refused', async () => {
    writeFileSync(join(outside, 'sales.csv'), SALES);
    mkdirSync(join(app, 'data'));
    symlinkSync(outside, join(app, 'data/Files'));
    assert.match(await read(), /data\/Files is a link to .+outside, outside .+app.*copy/);
  });

  it('to a folder outside, below a connection, is refused', async () => {
    writeFileSync(join(outside, 'sales.csv'), SALES);
    writeFiles(app, { 'script.qvs': (APP['script.qvs'] ?? '').replace('Files/', 'Files/sub/') });
    mkdirSync(join(app, 'data/Files'), { recursive: true });
    symlinkSync(outside, join(app, 'data/Files/sub'));
    assert.match(await read(), /data\/Files\/sub is a link to .+outside, outside .+app.*copy/);
  });

  it('to a file or a folder inside is followed', async () => {
    writeFiles(app, { 'shared/all.csv': SALES, 'shared/deep/sales.csv': SALES });
    mkdirSync(join(app, 'data/Files'), { recursive: true });
    symlinkSync('../../shared/all.csv', join(app, 'data/Files/sales.csv'));
    assert.equal(await read(), 'read');
    rmSync(join(app, 'data/Files'), { recursive: true });
    symlinkSync('../shared/deep', join(app, 'data/Files'));
    assert.equal(await read(), 'read');
    symlinkSync(join(app, 'shared'), join(app, 'shared/deep/circle'));
    assert.equal(await read(), 'read');
  });

  it('as the data of the connection itself is followed: the app names that place', async () => {
    writeFileSync(join(outside, 'sales.csv'), SALES);
    symlinkSync(outside, join(app, '../link'));
    writeFiles(app, connection('../link'));
    assert.equal(await read(), 'read');
  });
});
