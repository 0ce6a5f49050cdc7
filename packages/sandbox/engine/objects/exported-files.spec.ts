import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExportedFiles } from './exported-files.ts';

const FILE = { name: 'a.csv', type: 'text/csv', content: 'x' };

describe('exported files', () => {
  it('are available to the user who exported them for ten minutes', () => {
    let now = 0;
    const files = new ExportedFiles(() => now);
    const id = files.put(FILE, 'ada');
    assert.equal(files.get(id, 'ada'), FILE);
    assert.equal(files.get(id, 'grace'), undefined);
    now = 600_000;
    assert.equal(files.get(id, 'ada'), 'expired');
    assert.equal(files.get(id, 'grace'), undefined);
  });

  it('are available for another time on request, whatever was exported before', () => {
    let now = 0;
    const files = new ExportedFiles(() => now);
    const long = files.put(FILE, 'ada');
    const short = files.put(FILE, 'ada', { lifetimeMs: 1_000 });
    now = 1_000;
    assert.deepEqual([files.get(long, 'ada'), files.get(short, 'ada')], [FILE, 'expired']);
  });

  it('are served once with isServedOnce', () => {
    const files = new ExportedFiles();
    const id = files.put(FILE, 'ada', { isServedOnce: true });
    assert.equal(files.get(id, 'grace'), undefined);
    assert.equal(files.get(id, 'ada'), FILE);
    assert.equal(files.get(id, 'ada'), undefined);
  });

  it('are removed when there are too many, the oldest first', () => {
    const files = new ExportedFiles();
    const ids = Array.from({ length: 51 }, () => files.put(FILE, 'ada'));
    assert.equal(files.get(ids[0] ?? '', 'ada'), 'expired');
    assert.equal(files.get(ids[1] ?? '', 'ada'), FILE);
  });
});
