import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EarlyPage, withEarlyStart } from './early-element.ts';

const PAGE: EarlyPage = { address: '^/qlik$', connection: 'tenant', runtime: true };
const ELEMENT = `<script src="qlik-early-start.js" data-pages='${JSON.stringify([PAGE])}'></script>`;
const HEAD = '<!doctype html>\n<html>\n<head>\n  <base href="/">\n</head>\n<body></body>\n</html>\n';

/** What a browser finds in a page: the pages that each script of the early start names, and whether `<base>` is before it. */
function found(html: string) {
  const { document } = new JSDOM(html, { url: 'http://localhost/' }).window;
  const base = document.querySelector('base[href]');
  return [...document.querySelectorAll<HTMLScriptElement>('script[src*="qlik-early-start.js"]')].map(
    (script) => ({
      pages: JSON.parse(script.dataset['pages'] ?? 'null') as unknown,
      isAfterBase: base === null || !!(base.compareDocumentPosition(script) & 4),
    }),
  );
}

/** Fails where more has changed than that something was put in. */
function assertInserted(before: string, after: string): void {
  let first = 0;
  while (first < before.length && before[first] === after[first]) first++;
  assert.ok(after.endsWith(before.slice(first)), after);
}

const THERE = [{ pages: [PAGE], isAfterBase: true }];

describe('the element of the early start in a start page', () => {
  for (const [name, html] of [
    ['as ng new writes it', HEAD],
    ['with tags in capitals', HEAD.toUpperCase()],
    ['with the lines of Windows', HEAD.replaceAll('\n', '\r\n')],
    ['in one line', HEAD.replaceAll('\n', '')],
    ['without <base>', HEAD.replace('  <base href="/">\n', '')],
    ['with a <base> that has no address', HEAD.replace('href="/"', 'target="_blank"')],
    ['with a former <base> in a comment', HEAD.replace('<head>', '<head><!-- <base href="/old/"> -->')],
    [
      'with a former head in a comment',
      HEAD.replace('<html>', '<html><!-- <head><base href="/"></head> -->'),
    ],
    ['with a comment that names the script', HEAD.replace('<head>', '<head><!-- qlik-early-start.js -->')],
    ['with the script in a comment', HEAD.replace('<head>', `<head><!-- ${ELEMENT} -->`)],
    ['with a comment of one character', HEAD.replace('<head>', '<head><!--><!---><!-- a --!>')],
    [
      'with a hint to load the script before',
      HEAD.replace('<head>', '<head><link rel="preload" href="qlik-early-start.js" as="script">'),
    ],
    ['with tags in a script', HEAD.replace('<head>', `<head><script>"<base href='/'></head>"</script>`)],
    ['with tags in a title', HEAD.replace('<head>', '<head><title><base href="/x/"></head></title>')],
    ['with tags in a template', HEAD.replace('<head>', '<head><template><base href="/x/"></template>')],
    ['with tags for browsers without scripts', HEAD.replace('<head>', '<head><noscript></head></noscript>')],
    ['with tags in an attribute', HEAD.replace('<head>', `<head><meta content='<base href="/"></head>'>`)],
    ['with several heads', HEAD.replace('</head>', '</head><head><base href="/late/"></head>')],
    ['with the pages of another element', HEAD.replace('<body>', `<body data-pages='[{"address":"^/$"}]'>`)],
    [
      'with a script of a similar name',
      HEAD.replace('<head>', '<head><script src="no-qlik-early-start.js"></script>'),
    ],
  ] as const) {
    it(`is put into one ${name}`, () => {
      const written = withEarlyStart(html, PAGE) ?? '';
      const own = found(written).filter(({ pages }) => pages !== null);
      assert.deepEqual(own, THERE);
      // And once, with nothing else changed.
      assert.equal(withEarlyStart(written, PAGE), written);
      assertInserted(html, written);
    });
  }

  it('keeps to the lines and the indentation of the page', () => {
    assert.equal(withEarlyStart(HEAD, PAGE), HEAD.replace('<base href="/">', `$&\n  ${ELEMENT}`));
    const bare = HEAD.replace('  <base href="/">\n', '').replaceAll('\n', '\r\n');
    assert.equal(withEarlyStart(bare, PAGE), bare.replace('</head>', `  ${ELEMENT}\r\n$&`));
  });

  for (const [name, element] of [
    ['without pages', '<script src="qlik-early-start.js"></script>'],
    ['in capitals', '<SCRIPT SRC="qlik-early-start.js" DATA-PAGES="[]"></SCRIPT>'],
    ['without quotes', '<script src=/qlik-early-start.js data-pages=[]></script>'],
    ['with an address of a version', "<script src='./qlik-early-start.js?v=2' data-pages='[]'></script>"],
    [
      'with its attributes in lines',
      '<script\n  data-pages = "[]"\n  src = "qlik-early-start.js"\n></script>',
    ],
    ['with numbers for characters', '<script data-pages="&#91;&#x5D;" src="qlik-early-start.js"></script>'],
    [
      'after another with pages',
      `<script data-pages='[{"address":"(?<a>x)"}]' src="other.js"></script><script src="qlik-early-start.js"></script>`,
    ],
    [
      'with another page',
      `<script src="qlik-early-start.js" data-pages="[{&quot;address&quot;:&quot;(?<a>x)&amp;&quot;}]"></script>`,
    ],
  ] as const) {
    it(`that is there ${name} is given the page`, () => {
      const html = HEAD.replace('</head>', () => `${element}</head>`);
      const written = withEarlyStart(html, PAGE) ?? '';
      const [own, another] = found(written);
      assert.equal(another, undefined);
      assert.equal(withEarlyStart(written, PAGE), written);
      const other = found(html).length > 0 && name === 'with another page' ? [{ address: '(?<a>x)&' }] : [];
      assert.deepEqual(own?.pages, [...other, PAGE]);
    });
  }

  it('is left to the application where its pages cannot be read, or there is no head', () => {
    for (const html of [
      '<p>No head</p>',
      '',
      HEAD.replace('</head>', '<script src="qlik-early-start.js" data-pages="none"></script></head>'),
      HEAD.replace('</head>', '<script src="qlik-early-start.js" data-pages="{}"></script></head>'),
      '<!-- <head></head> -->',
    ])
      assert.equal(withEarlyStart(html, PAGE), undefined);
  });

  it('is there once, whatever the page is made of', () => {
    const pieces = fc.constantFrom(
      '<base href="/">',
      "<BASE HREF='/'>",
      '<!-- ',
      ' -->',
      '<script>"</head>"</script>',
      '<title>',
      '</title>',
      '<meta content="<base>">',
      '</head>',
      '<head>',
      '\r\n',
      ELEMENT,
      'qlik-early-start.js',
      '<style>',
      '</style>',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (middle) => {
        const html = `<!doctype html><html><head>${middle.join('')}</head><body></body></html>`;
        const before = found(html).length;
        const written = withEarlyStart(html, PAGE);
        if (written === undefined) return;
        // Elements that the page had more than once were the application's.
        assert.equal(found(written).length, Math.max(before, 1), written);
      }),
      { numRuns: 500 },
    );
  });
});
