import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { launchChromium } from '../../support/chromium.ts';
import {
  CHECKED,
  LIMITS,
  makeProject,
  measurePage,
  SCRIPT_LIMITS,
  scriptsOfFirstVisit,
} from './first-download.ts';

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

  it(`rest: at most ${SCRIPT_LIMITS.rest} script files more at the first visit`, async () => {
    const browser = await launchChromium();
    try {
      const own = await scriptsOfFirstVisit(browser, { folder, page: 'rest' });
      const others = await scriptsOfFirstVisit(browser, { folder, page: 'bare' });
      const more = own.size - others.size;
      assert.ok(more > 0, 'The page loads no script of this library.');
      assert.ok(more <= SCRIPT_LIMITS.rest, `It loads ${more} more: ${[...own].join(', ')}`);
    } finally {
      await browser.close();
    }
  });
});
