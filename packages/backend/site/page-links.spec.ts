import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { PageLinks } from './page-links.ts';
import type { PageServer } from './page-origins.ts';

const SERVERS = new Map<string, PageServer>([
  ['tenant', { origin: 'https://tenant.example', usesCookies: false }],
  ['server', { origin: 'https://server.example', usesCookies: true }],
]);
const PAGES = [
  {
    address: '^/c/(?<connection>[^/]+)/spaces$',
    scripts: ['a-ABCD1234.js', '/x/b.js'],
    calls: ['/api/v1/spaces'],
  },
  { address: '^/fixed$', connection: 'tenant', runtime: true },
  { address: '^/quiet$', scripts: ['c.js'] },
];

/** What each of them begins with. @param base of the application */
const first = (base = '/'): string =>
  `<${base}qlik-early-start.js>; rel=preload; as=script, <${base}connections.json>; rel=preload; as=fetch; crossorigin=anonymous`;

describe('the Link headers of pages', () => {
  let folder: string;
  let file: string;
  let clock = Date.now();
  const warnings: string[] = [];
  let links: PageLinks;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'page-links-'));
    file = join(folder, 'index.html');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('go with a warning where the page was built for another path than the one that it is served at', () => {
    const warned: string[] = [];
    for (const [base, isRight] of [
      ['/', false],
      ['/analytics', false],
      ['/other/', false],
      ['/analytics/', true],
      ['./', true],
      ['https://site.example/analytics/', true],
      ['//', false],
    ] as const) {
      write([], { base });
      new PageLinks(file, {
        findServer: () => undefined,
        warn: (problem) => void warned.push(problem),
        basePath: '/analytics',
      });
      const problem = warned.splice(0).at(-1);
      assert.equal(problem === undefined, isRight, base);
      if (problem !== undefined)
        assert.match(
          problem,
          /<base href="[^"]*">, and is served at \/analytics\/.*--base-href \/analytics\//,
        );
    }
    write([]);
    new PageLinks(file, { findServer: () => undefined, warn: (problem) => void warned.push(problem) });
    assert.deepEqual(warned, []);
  });

  function write(pages: unknown, { base = '/', quote = '"', more = '' } = {}): void {
    const text = typeof pages === 'string' ? pages : JSON.stringify(pages);
    const attribute = text.replaceAll('&', '&amp;').replaceAll(quote, quote === '"' ? '&quot;' : '&#39;');
    writeFileSync(
      file,
      `<!doctype html><head><base href="${base}"><script src="other.js"></script>
       <script async src="qlik-early-start.js" data-pages=${quote}${attribute}${quote}></script></head>${more}`,
    );
    clock += 5_000;
    utimesSync(file, new Date(clock), new Date(clock));
    links ??= new PageLinks(file, {
      findServer: (id) => SERVERS.get(id),
      warn: (problem) => warnings.push(problem),
    });
  }

  for (const quote of ['"', "'"]) {
    it(`name a page’s scripts and its server, with ${quote} around the attribute`, () => {
      write(PAGES, { quote });
      assert.equal(
        links.linkOf('/c/tenant/spaces'),
        `<https://tenant.example>; rel=preconnect; crossorigin, ${first()}, </a-ABCD1234.js>; rel=modulepreload, </x/b.js>; rel=modulepreload`,
      );
      assert.match(links.linkOf('/c/server/spaces') ?? '', /^<https:\/\/server\.example>; rel=preconnect, /);
      assert.equal(
        links.linkOf('/fixed'),
        `<https://tenant.example>; rel=preconnect; crossorigin, ${first()}`,
      );
      assert.equal(links.linkOf('/quiet'), `${first()}, </c.js>; rel=modulepreload`);
    });
  }

  it('are below the base of the application, with a proxy in front that takes it away or does not', () => {
    write(PAGES, { base: '/analytics/' });
    for (const path of ['/analytics/quiet', '/quiet'])
      assert.equal(links.linkOf(path), `${first('/analytics/')}, </analytics/c.js>; rel=modulepreload`);
  });

  it('name first what all pages begin with', () => {
    write(PAGES, {
      more: '<script src="main-ABCD1234.js" type="module"></script><script src="old.js"></script>',
    });
    assert.equal(
      links.linkOf('/quiet'),
      `${first()}, </main-ABCD1234.js>; rel=modulepreload, </c.js>; rel=modulepreload`,
    );
  });

  it('are not there for other pages, unknown connections, and addresses that are no text', () => {
    write(PAGES);
    assert.equal(links.linkOf('/elsewhere'), undefined);
    assert.doesNotMatch(links.linkOf('/c/unknown/spaces') ?? '', /preconnect/);
    assert.doesNotMatch(links.linkOf('/c/%E0%A4%A/spaces') ?? '', /preconnect/);
  });

  /** Writes the page as it is. */
  function writeHtml(html: string): void {
    write([]);
    writeFileSync(file, html);
  }

  it('are those of the elements that the page has, not of what is in a comment', () => {
    const element = (script: string) =>
      `<script src="qlik-early-start.js" data-pages='[{"address":"^/quiet$","scripts":["${script}"]}]'></script>`;
    writeHtml(
      `<head><!-- <base href="/old/">${element('old.js')}<script type="module" src="gone.js"></script> --><base href="/">${element('new.js')}</head>`,
    );
    assert.equal(links.linkOf('/quiet'), `${first()}, </new.js>; rel=modulepreload`);
    writeHtml(`<head><!-- ${element('old.js')} --></head>`);
    assert.equal(links.linkOf('/quiet'), undefined);
  });

  it('are the same in capitals, and without the quotes that are not needed', () => {
    writeHtml(
      `<HEAD><BASE HREF=/analytics/><SCRIPT SRC=qlik-early-start.js DATA-PAGES='[{&#x22;address":"^/quiet$","scripts":["c.js"]}]'></SCRIPT><SCRIPT TYPE=MODULE SRC=main-ABCD1234.js></SCRIPT></HEAD>`,
    );
    assert.equal(
      links.linkOf('/analytics/quiet'),
      `${first('/analytics/')}, </analytics/main-ABCD1234.js>; rel=modulepreload, </analytics/c.js>; rel=modulepreload`,
    );
  });

  it('follow the file', () => {
    write(PAGES);
    assert.equal(links.linkOf('/new'), undefined);
    write([{ address: '^/new$', scripts: ['new.js'] }]);
    assert.equal(links.linkOf('/new'), `${first()}, </new.js>; rel=modulepreload`);
    rmSync(file);
    assert.equal(links.linkOf('/new'), undefined);
  });

  for (const [what, pages] of [
    ['no JSON', '[{'],
    ['no list', { address: '^/$' }],
    ['no address', [{ scripts: [] }]],
    ['a wrong expression', [{ address: '(' }]],
    ['scripts that are no list', [{ address: '^/$', scripts: 'a.js' }]],
    ['a script of another origin', [{ address: '^/$', scripts: ['https://evil.example/a.js'] }]],
    ['a script that would end the header', [{ address: '^/$', scripts: ['a.js>; rel=preload, <b'] }]],
  ] as const) {
    it(`are left out, with one warning, for ${what}`, () => {
      warnings.length = 0;
      write(pages);
      assert.equal(links.linkOf('/'), undefined);
      assert.equal(links.linkOf('/'), undefined);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /data-pages in index\.html cannot be used.*Correct it/);
    });
  }

  it('have nothing of the request in them, and never two lines', () => {
    write([{ address: '^/(?<connection>.*)$', scripts: ['a.js'], runtime: true }]);
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, rest) => {
        assert.equal(links.linkOf(`${path}/${rest}`), `${first()}, </a.js>; rel=modulepreload`);
      }),
    );
  });
});
