import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { checkBuiltLinks } from './built-links.ts';

function check(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'built-links-'));
  try {
    for (const [name, html] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), html);
    }
    return checkBuiltLinks(folder, '/base/');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the links of the built site', () => {
  it('lead to pages, folders, files and anchors that there are', () => {
    const dead = check({
      'index.html':
        '<a class="x" href="/base/guide#part">a</a><a href="/base/api/">b</a><a href="./picture.png">c</a>',
      'guide.html': '<h2 id="part">d</h2><a href="#part">e</a><a href="https://qlik.dev/x#y">f</a>',
      'api/index.html': '<a href="../guide.html?x=1&amp;y=2#part">g</a>',
      'picture.png': '',
    });
    assert.deepEqual(dead, []);
  });

  it('are named where they do not', () => {
    const dead = check({
      'index.html': '<a href="/base/gone">a</a><a href="/guide">b</a><a href="/base/guide#gone">c</a>',
      'guide.html': '<a href="#gone">d</a>',
    });
    assert.deepEqual(dead, [
      '/base/guide.html: #gone',
      '/base/index.html: /base/gone',
      '/base/index.html: /guide',
      '/base/index.html: /base/guide#gone',
    ]);
  });
});
