import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { inProject } from '../../environment/project-root.ts';
import { git } from '../../test/inputs.ts';

/** The library's document, which lists its entry points. */
const LIBRARY = 'projects/ngx-qlik/README.md';
/** Documents outside `docs/`, `packages/` and `examples/` that are pages of the site. */
const OTHERS = ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', LIBRARY];
/** The folder of the site itself. */
const SITE = 'docs/site/';
/** The page that lists the guides of the auth types, made when the pages are copied: a link to the folder leads there. */
export const AUTH_INDEX = 'auth/index.md';

/** The documents that are pages, relative to the repository. A file that git ignores is none. */
export function listDocuments(): string[] {
  return git('ls-files', '--cached', '--others', '--exclude-standard', '-z', '*.md')
    .filter((path) => /^(docs|packages|examples)\//.test(path) || OTHERS.includes(path))
    .filter((path) => !path.startsWith(SITE) && existsSync(inProject(path)))
    .sort();
}

/** The page of a document, such as `decisions/index.md`. */
export function pageOf(source: string): string {
  if (source === LIBRARY) return 'entry-points.md';
  return source
    .replace(/^docs\//, '')
    .replace(/(^|\/)README\.md$/, '$1index.md')
    .replace(/^(CONTRIBUTING|SECURITY|CHANGELOG)\.md$/, (name) =>
      name === 'SECURITY.md' ? 'vulnerabilities.md' : name.toLowerCase(),
    );
}

/** The address of a page below the site's base, such as `/decisions/`. */
export function addressOf(page: string): string {
  return `/${page.replace(/\.md$/, '').replace(/(^|\/)index$/, '$1')}`;
}

/** Where links of documents lead. */
export interface LinkTargets {
  /** The documents that are pages. */
  readonly documents: ReadonlySet<string>;
  /** The address of the repository's files, without a slash at its end. */
  readonly repository: string;
}

/**
 * What a link of a document is on the site: the address of a page, or that of a file in the repository.
 * @param source the document with the link, relative to the repository
 * @throws {Error} when there is no such file or folder
 */
export function resolveLink(href: string, source: string, { documents, repository }: LinkTargets): string {
  if (/^[a-z][a-z+.-]*:|^#|^\/\//i.test(href)) return href;
  const [path = '', ...anchor] = href.split(/(?=#)/);
  const target = normalize(join(dirname(source), decodeURIComponent(path))).replace(/\/$/, '');
  const suffix = anchor.join('');
  if (documents.has(target)) return addressOf(pageOf(target)) + suffix;
  if (documents.has(`${target}/README.md`)) return addressOf(pageOf(`${target}/README.md`)) + suffix;
  if (target === 'docs/auth') return addressOf(AUTH_INDEX) + suffix;
  const file = target.startsWith('../') ? undefined : statSync(inProject(target), { throwIfNoEntry: false });
  if (!file) throw new Error(`${source}: the link ${href} leads to no file.`);
  return `${repository}/${file.isDirectory() ? 'tree' : 'blob'}/main/${target}${suffix}`;
}

/** The folder of the documents' pictures, which the site has below `/images/`. */
const PICTURES = 'docs/images/';

/**
 * What the source of a picture of a document is on the site.
 * @param source the document with the picture, relative to the repository
 * @throws {Error} when there is no such file among the pictures
 */
export function resolvePicture(src: string, source: string): string {
  if (/^[a-z][a-z+.-]*:/i.test(src)) return src;
  const target = normalize(join(dirname(source), decodeURIComponent(src)));
  if (target.startsWith(PICTURES) && existsSync(inProject(target)))
    return `/images/${target.slice(PICTURES.length)}`;
  throw new Error(`${source}: the picture ${src} is not there. Pictures belong into ${PICTURES}.`);
}

/**
 * What a link says on the site: where the document has the name of a file, as in `[csp.md](csp.md)`, the title of its page.
 * @param address of the link, as {@link resolveLink} makes it
 */
export function linkTextOf(text: string, address: string, { documents }: LinkTargets): string {
  if (!/^[\w./-]+\.md$/.test(text)) return text;
  const [page] = address.split('#');
  const target = [...documents].find((source) => addressOf(pageOf(source)) === page);
  return target === undefined ? text : titleOf(target);
}

/** The first heading of a document, without the marks of code. @throws {Error} when it has none */
export function titleOf(source: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(inProject(source), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${source} has no heading.`);
  return title.replaceAll('`', '');
}

/** The first paragraph of a document below its heading. @throws {Error} when it has none */
export function leadOf(source: string): string {
  const text = readFileSync(inProject(source), 'utf8').replaceAll(/<!--.*?-->/gs, '');
  const lead = text.split(/\n{2,}/).find((block) => /^[^#\s|`>[-]/.test(block.trim()));
  if (lead === undefined) throw new Error(`${source} has no text.`);
  return lead.trim().replaceAll('\n', ' ');
}
