import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../../environment/project-root.ts';
import { filesBelow } from '../../test/inputs.ts';
import { AUTH_GUIDES, GUIDES } from './navigation.ts';
import { readDocsOptions } from './options.ts';
import {
  addressOf,
  leadOf,
  linkTextOf,
  listDocuments,
  pageOf,
  resolveLink,
  resolvePicture,
  titleOf,
} from './pages.ts';

const documents = listDocuments();
const entries = [...GUIDES, ...AUTH_GUIDES].flatMap((group) => group.entries);
const listed = entries.map(([, source]) => source);
const targets = { documents: new Set(documents), repository: 'https://example.com/repository' };

describe('the site of the documents', () => {
  it('has each guide in its navigation', () => {
    const guides = documents.filter((source) => /^docs\/(?!decisions\/\d)/.test(source));
    assert.ok(guides.length > 30, 'the guides were not found');
    assert.deepEqual(
      guides.filter((source) => !listed.includes(source)),
      [],
    );
  });

  it('has no entry without a document, and none twice', () => {
    assert.deepEqual(
      listed.filter((source) => !documents.includes(source)),
      [],
    );
    assert.equal(new Set(listed).size, listed.length);
    assert.equal(new Set(entries.map(([text]) => text)).size, entries.length);
  });

  it('has a page of its own for each document', () => {
    const pages = documents.map((source) => pageOf(source).toLowerCase());
    assert.equal(new Set(pages).size, pages.length);
    for (const source of documents) assert.ok(titleOf(source), source);
    for (const { entries: types } of AUTH_GUIDES)
      for (const [, source] of types) assert.ok(leadOf(source).length > 20, source);
  });

  it('links pages and files that there are', () => {
    const link = (href: string, source = 'docs/embedding.md') => resolveLink(href, source, targets);
    assert.equal(link('csp.md#headers'), '/csp#headers');
    assert.equal(link('auth'), '/auth/');
    assert.equal(link('../errors.md', 'docs/auth/jwt.md'), '/errors');
    assert.equal(link('../packages/sandbox/README.md'), '/packages/sandbox/');
    assert.equal(link('#frames'), '#frames');
    assert.equal(link('https://qlik.dev'), 'https://qlik.dev');
    assert.equal(link('../tools/docs.ts'), 'https://example.com/repository/blob/main/tools/docs.ts');
    assert.equal(link('../tools'), 'https://example.com/repository/tree/main/tools');
    assert.throws(() => link('missing.md'), /docs\/embedding\.md: the link missing\.md leads to no file/);
    assert.throws(() => link('../../elsewhere.md'), /leads to no file/);
    assert.equal(addressOf('index.md'), '/');
  });

  it('shows pictures that it has', () => {
    const shown = documents.flatMap((source) =>
      [...readFileSync(inProject(source), 'utf8').matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(
        ([, picture = '']) => resolvePicture(picture, source),
      ),
    );
    assert.ok(shown.includes('/images/performance.svg'), String(shown));
    assert.throws(() => resolvePicture('images/missing.png', 'docs/csp.md'), /docs\/csp\.md: the picture/);
    assert.throws(() => resolvePicture('../src/favicon.ico', 'docs/csp.md'), /belong into docs\/images/);
  });

  it('has titles in links in place of the names of files', () => {
    assert.equal(linkTextOf('errors.md', '/errors', targets), titleOf('docs/errors.md'));
    assert.equal(linkTextOf('csp.md', '/csp#headers', targets), titleOf('docs/csp.md'));
    assert.equal(linkTextOf('its errors', '/errors', targets), 'its errors');
    assert.equal(linkTextOf('other.md', 'https://example.com/other.md', targets), 'other.md');
  });

  it('links every document by its navigation, its home page and its other documents to pages and files that there are', () => {
    for (const source of documents) {
      const text = readFileSync(inProject(source), 'utf8').replaceAll(/^```.*?^```$|`[^`\n]*`/gms, '');
      for (const [, href = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) resolveLink(href, source, targets);
    }
    const home = readFileSync(inProject('docs/site/home.md'), 'utf8');
    const pages = new Set([...documents.map((source) => addressOf(pageOf(source))), '/auth/', '/api/']);
    for (const [, link = ''] of home.matchAll(/link: (\S+?)(?: \}|$)/gm)) assert.ok(pages.has(link), link);
  });

  it('has no line that its compiler takes for a tag', () => {
    for (const source of documents) {
      const text = readFileSync(inProject(source), 'utf8').replaceAll(/^( *)```.*?^\1```$/gms, '');
      assert.deepEqual(text.match(/^ *<(?!!--).*$/gm) ?? [], [], source);
    }
  });

  it('has live examples at pages of the application', () => {
    const routes = readFileSync(inProject('src/app/app.routes.ts'), 'utf8');
    const examples = documents.flatMap((source) => [
      ...readFileSync(inProject(source), 'utf8').matchAll(/^<!-- live: (\S+) \| (.+) -->$/gm),
    ]);
    assert.ok(examples.length > 3);
    for (const [, path = ''] of examples) {
      const [first = '', second = ''] = path.replace(/\?.*/, '').split('/');
      assert.ok(routes.includes(`path: '${first}`), path);
      if (first === 'embed-gallery')
        assert.ok(existsSync(inProject(`src/app/features/embed-gallery/uis/${second}.ui.ts`)), path);
    }
  });

  it('has the API of each entry point of the library', () => {
    const script = readFileSync(inProject('docs/site/write-api.mjs'), 'utf8');
    const folders = filesBelow('projects/ngx-qlik', /^public-api\.ts$/).map((path) =>
      path.replace(/^projects\/ngx-qlik\/|\/public-api\.ts$/g, ''),
    );
    assert.ok(folders.length > 10);
    assert.deepEqual(
      // For other entry points of the library only.
      folders.filter(
        (folder) => !['json', 'quoting'].includes(folder) && !script.includes(`  '${folder}',\n`),
      ),
      [],
    );
  });

  it('installs nothing by itself', () => {
    const { workspaces } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
      workspaces: string[];
    };
    assert.ok(!workspaces.some((folder) => folder.startsWith('docs')));
    assert.ok(existsSync(inProject('docs/site/package-lock.json')));
  });
});

describe('npm run docs', () => {
  it('serves at the root beside the application of npm start', () => {
    assert.deepEqual(readDocsOptions([]), {
      command: 'serve',
      base: '/',
      application: 'http://localhost:4200',
      port: 5173,
      keepsApi: false,
      help: false,
    });
  });

  it('takes a base path, an application and a port', () => {
    const { command, base, application, port } = readDocsOptions([
      'build',
      '--base',
      '/ngx-qlik/',
      '--application',
      'http://localhost:4210/x',
      '--port',
      '6000',
    ]);
    assert.deepEqual(
      { command, base, application, port },
      {
        command: 'build',
        base: '/ngx-qlik/',
        application: 'http://localhost:4210',
        port: 6000,
      },
    );
  });

  it('names what it cannot use', () => {
    assert.throws(() => readDocsOptions(['publish']), /"publish" is no command/);
    assert.throws(() => readDocsOptions(['build', 'twice']), /"build twice" is no command/);
    assert.throws(() => readDocsOptions(['--base', 'ngx-qlik']), /--base takes a path/);
    assert.throws(() => readDocsOptions(['--application', 'localhost']), /--application takes the origin/);
    assert.throws(() => readDocsOptions(['--port', '0']), /--port takes a number/);
    assert.throws(() => readDocsOptions(['--color']), /color/);
  });
});
