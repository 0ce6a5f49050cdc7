import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { AUTH_GUIDES, GUIDES, type NavigationGroup } from '../../../tools/docs/site/navigation.ts';
import {
  addressOf,
  linkTextOf,
  listDocuments,
  pageOf,
  resolveLink,
  resolvePicture,
  titleOf,
} from '../../../tools/docs/site/pages.ts';

const REPOSITORY = 'https://github.com/ngx-qlik/ngx-qlik';
const PACKAGES = ['ngx-qlik', 'ngx-qlik-backend', 'qlik-sandbox'];
const LIVE = /^<!-- live: (\S+) \| (.+?) -->\s*$/;

const documents = new Set(listDocuments());
const sources = new Map([...documents].map((source) => [pageOf(source), source]));

type Sidebar = DefaultTheme.SidebarItem[];

const toSidebar = (groups: readonly NavigationGroup[]): Sidebar =>
  groups.map(({ text, isCollapsed = false, entries }) => ({
    text,
    collapsed: isCollapsed,
    items: entries.map(([entryText, source]) => ({ text: entryText, link: addressOf(pageOf(source)) })),
  }));

const decisions = [...documents].filter((source) => /^docs\/decisions\/\d/.test(source));

/** What typedoc-vitepress-theme wrote beside the pages of a package. */
function apiSidebar(name: string): Sidebar[number] {
  const file = fileURLToPath(new URL(`../content/api/${name}/typedoc-sidebar.json`, import.meta.url));
  const items = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Sidebar) : [];
  return { text: name, link: `/api/${name}/`, collapsed: name !== 'ngx-qlik', items };
}

const guides = toSidebar(GUIDES);
const authGuides: Sidebar = [{ text: 'Auth types', link: '/auth/', items: toSidebar(AUTH_GUIDES) }];

export default defineConfig({
  title: 'ngx-qlik',
  description: 'Qlik analytics in Angular: connections, sign-in, REST, apps and embedded charts.',
  lang: 'en-US',
  base: process.env['DOCS_BASE'] ?? '/',
  srcDir: 'content',
  cleanUrls: true,
  // Addresses of servers on the reader's own machine are no pages.
  ignoreDeadLinks: 'localhostLinks',
  vite: {
    define: { __APPLICATION__: JSON.stringify(process.env['DOCS_APPLICATION'] ?? 'http://localhost:4200') },
    // The pages of the API are many small ones; the index of the search is one big one.
    build: { chunkSizeWarningLimit: 4000 },
  },
  markdown: {
    // Anchors as GitHub makes them: the documents are read there, too.
    anchor: { slugify: githubSlug },
    config(md) {
      md.core.ruler.push('links-of-documents', ({ tokens, env }) => {
        const source = sources.get((env as { relativePath: string }).relativePath);
        if (source === undefined) return;
        const targets = { documents, repository: REPOSITORY };
        for (const [at, child, list] of tokens.flatMap(({ children }) =>
          (children ?? []).map((each, index, all) => [index, each, all] as const),
        )) {
          const picture = child.type === 'image' ? child.attrGet('src') : null;
          if (picture !== null) child.attrSet('src', resolvePicture(picture, source));
          const href = child.type === 'link_open' ? child.attrGet('href') : null;
          if (href === null) continue;
          const address = resolveLink(href, source, targets);
          child.attrSet('href', address);
          const text = list[at + 1];
          if (text?.type === 'text') text.content = linkTextOf(text.content, address, targets);
        }
        for (const token of tokens) {
          const live = token.type === 'html_block' ? LIVE.exec(token.content) : null;
          if (live) token.content = `<LiveExample path="${live[1]}" title="${live[2]}" />\n`;
        }
      });
      // Two braces in code are text for the reader, not for Vue.
      md.renderer.rules['code_inline'] = (tokens, at) =>
        `<code v-pre>${md.utils.escapeHtml(tokens[at]?.content ?? '')}</code>`;
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        detailedView: true,
        miniSearch: {
          searchOptions: {
            // Guides before the many pages of the API, and those before what contributors read. It runs in the page: nothing outside it is known.
            boostDocument: (id: string) =>
              /\/api\/(ngx-qlik|qlik-sandbox)/.test(id)
                ? 0.3
                : /\/(decisions|packages\/\w+\/(?!PACKAGE)|contributing|changelog|ARCHITECTURE|asvs)/.test(id)
                  ? 0.2
                  : 1,
          },
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/getting-started', activeMatch: '^/(?!api/|auth/|errors|$)' },
      { text: 'Auth types', link: '/auth/', activeMatch: '^/auth/' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Repository', link: REPOSITORY },
    ],
    sidebar: {
      '/': guides,
      '/auth/': [...authGuides, ...guides],
      '/decisions/': [
        {
          text: 'Decisions',
          link: '/decisions/',
          items: decisions.map((source) => ({ text: titleOf(source), link: addressOf(pageOf(source)) })),
        },
        ...guides,
      ],
      '/api/': PACKAGES.map(apiSidebar),
    },
    footer: { message: 'MIT License. No product of Qlik.' },
  },
});

/** The anchor that GitHub gives a heading. */
function githubSlug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}
