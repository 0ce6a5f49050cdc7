import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compilePattern, isPathPattern, readSegments } from './path-pattern.ts';

const fits = (pattern: string, path: string): boolean => {
  const segments = readSegments(path);
  return segments !== undefined && compilePattern(pattern)(segments);
};

describe('a path pattern', () => {
  it('fits by whole segments', () => {
    for (const [pattern, yes, no] of [
      ['/a/b', ['/a/b', '/a/b?c', '/a/%62'], ['/a', '/a/b/', '/a/b/c', '/A/b', '/a/bc', '/a/b;c', '/x/a/b']],
      ['/a/*', ['/a/b', '/a/b.c', '/a/b%20c', '/a/b?c/d'], ['/a', '/a/', '/a/b/', '/a/b/c']],
      ['/a/*/c', ['/a/b/c', '/a/c/c'], ['/a/c', '/a//c', '/a/b/d', '/a/b/c/']],
      ['/a/**', ['/a', '/a/', '/a/b', '/a/b/', '/a/b/c'], ['/', '/ab', '/b/a', '/a//b']],
      ['/**', ['/', '/a', '/a/b/'], ['//', '//a']],
    ] as const) {
      for (const path of yes) assert.equal(fits(pattern, path), true, `${pattern} ${path}`);
      for (const path of no) assert.equal(fits(pattern, path), false, `${pattern} ${path}`);
    }
  });

  it('is written in one way only', () => {
    for (const written of ['/a', '/a/*', '/a/**', '/*', '/**', '/a-b_c.d~e/*/f'])
      assert.equal(isPathPattern(written), true, written);
    for (const written of [
      '',
      'a',
      '/',
      '/a/',
      '//a',
      '/**/a',
      '/a*',
      '/a/***',
      '/.',
      '/../a',
      '/a/..',
      '/%61',
      '/a?b',
      '/a b',
      '/ä',
      '/a\n',
    ]) {
      assert.equal(isPathPattern(written), false, written);
      assert.throws(() => compilePattern(written), TypeError);
    }
  });

  it('is not deceived by what a segment decodes to', () => {
    for (const path of [
      ...['/a/%2e%2e', '/a/..', '/a/.', '/a/..%3bx', '/a/..;x', '/a/%2e', '/a/...'],
      ...['/a/b%2fc', '/a/b%5cc', '/a/b%00', '/a/b%0a', '/a/b%7f', '/a/b%c2%85'],
      ...['/a/%2561', '/a/b%252fc', '/a/%25%32%66'.replace('%32%66', '2f')],
      ...['/a/%', '/a/%zz', '/a/%c0%ae', '/a/%ff', '/a/%e2%80'],
      ...['a/b', '', '*', 'http://x/a', '/a/\uff0e\uff0e'],
    ]) {
      assert.equal(readSegments(path), undefined, path);
    }
    assert.deepEqual(readSegments('/a/100%25/b%20c/%C3%A4'), ['a', '100%', 'b c', 'ä']);
  });

  it('sees no other segments than a server that decodes once', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const segments = readSegments(path);
        if (segments === undefined) return;
        const { pathname } = new URL(path, 'http://q.example');
        assert.deepEqual(segments, pathname.slice(1).split('/').map(decodeURIComponent));
      }),
      { numRuns: 5_000 },
    );
  });

  it('fits no path outside its fixed beginning, in any spelling', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      ';',
      '%25',
      '2f',
      '/',
      '//',
      'A',
      '%00',
      '%61',
      '?',
      '#',
      '\u00e4',
    );
    const pattern = compilePattern('/a/b/**');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = `/${pieces.join('')}`;
        const segments = readSegments(path);
        if (segments === undefined || !pattern(segments)) return;
        const decoded = decodeURIComponent(new URL(path, 'http://q.example').pathname);
        assert.ok(decoded === '/a/b' || decoded.startsWith('/a/b/'), path);
      }),
      { numRuns: 20_000 },
    );
  });
});
