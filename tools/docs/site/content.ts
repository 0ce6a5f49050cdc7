import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject } from '../../environment/project-root.ts';
import { AUTH_GUIDES, type NavigationEntry } from './navigation.ts';
import { addressOf, AUTH_INDEX, leadOf, listDocuments, pageOf } from './pages.ts';

/** The folder of the pages that VitePress reads; git ignores it. */
export const CONTENT = inProject('docs/site/content');
const HOME = inProject('docs/site/home.md');
/** The folder in it that TypeDoc writes. */
const API = 'api';

/**
 * Copies the documents, their pictures and the home page to where VitePress reads them, as they are.
 * @param keepsApi whether the pages of the API stay; default: they are removed as well
 */
export function writeContent({ keepsApi = false }: { readonly keepsApi?: boolean } = {}): void {
  mkdirSync(CONTENT, { recursive: true });
  for (const name of readdirSync(CONTENT))
    if (!(keepsApi && name === API)) rmSync(join(CONTENT, name), { recursive: true });
  for (const source of listDocuments()) copyDocument(source);
  cpSync(inProject('docs/images'), join(CONTENT, 'public/images'), { recursive: true });
  cpSync(HOME, join(CONTENT, 'index.md'));
  write(AUTH_INDEX, authIndex());
}

/** Copies documents again when they change, until the signal is aborted. */
export function watchDocuments(signal: AbortSignal): void {
  const documents = new Set(listDocuments());
  for (const folder of new Set([...documents].map((source) => dirname(source))))
    watch(inProject(folder), { signal }, (_, name) => {
      const source = join(folder, name ?? '');
      if (documents.has(source) && existsSync(inProject(source))) copyDocument(source);
    });
}

function copyDocument(source: string): void {
  write(pageOf(source), readFileSync(inProject(source), 'utf8'));
}

function write(page: string, text: string): void {
  const path = join(CONTENT, page);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The page that lists the auth types, each with the first paragraph of its guide. */
function authIndex(): string {
  const row = ([type, source]: NavigationEntry) =>
    `- **[${type}](${addressOf(pageOf(source))})**: ${leadOf(source)}`;
  const groups = AUTH_GUIDES.map(({ text, entries }) => `## ${text}\n\n${entries.map(row).join('\n')}`);
  return `# Auth types\n\nWays to sign in. Each guide says when to use it, what an administrator sets up, and where a secret is kept.\n\n${groups.join('\n\n')}\n`;
}
