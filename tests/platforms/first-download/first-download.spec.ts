import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { CHECKED, LIMITS, makeProject, measurePage } from './first-download.ts';

describe('what the library adds to the first download of an application', () => {
  let folder: string;
  let bare: number;

  before(async () => {
    folder = makeProject({ peers: false });
    bare = await measurePage(folder, 'bare');
  });

  for (const page of CHECKED) {
    const limit = LIMITS[page];
    it(`${page}: at most ${limit / 1000} kB`, async () => {
      const added = (await measurePage(folder, page)) - bare;
      assert.ok(added > 0, `${page} has nothing of this library.`);
      assert.ok(added <= limit, `${page} adds ${added} bytes, of at most ${limit}.`);
    });
  }
});
