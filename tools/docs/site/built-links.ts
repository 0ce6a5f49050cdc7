import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Looks at each link inside the built site: VitePress checks pages and not anchors, and none of the navigation.
 * @param base path below which the site is published, with slashes at both ends
 * @returns a line for each link that leads nowhere
 */
export function checkBuiltLinks(folder: string, base: string): string[] {
  const pages = htmlFiles(folder).map((page) => ({ page, ...readPage(page) }));
  const anchors = new Map(pages.map((each) => [each.page, each.anchors]));
  return pages.flatMap(({ page, links }) => {
    const address = base + relative(folder, page).replaceAll('\\', '/');
    return links.flatMap((href) => {
      const { origin, pathname, hash } = new URL(href, new URL(address, 'http://site.invalid'));
      if (origin !== 'http://site.invalid') return [];
      const target = pathname.startsWith(base)
        ? fileOf(folder, decodeURI(pathname.slice(base.length)))
        : undefined;
      if (target === undefined) return [`${address}: ${href}`];
      const anchor = decodeURIComponent(hash.slice(1));
      return anchor === '' || !anchors.has(target) || anchors.get(target)?.has(anchor)
        ? []
        : [`${address}: ${href}`];
    });
  });
}

function htmlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => join(folder, name))
    .sort();
}

function fileOf(folder: string, path: string): string | undefined {
  return [path, `${path}.html`, join(path, 'index.html')]
    .map((each) => join(folder, each))
    .find((each) => existsSync(each) && statSync(each).isFile());
}

/** The links of a page, each once, and the anchors in it. */
function readPage(page: string): {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
} {
  const html = readFileSync(page, 'utf8');
  const links = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
  const anchors = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id);
  return { links: [...new Set(links)], anchors: new Set(anchors) };
}
