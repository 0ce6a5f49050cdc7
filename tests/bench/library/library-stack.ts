import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { build } from 'esbuild';
import { inProject } from '../../../tools/environment/project-root.ts';
import { demoConnections, demoSecrets } from '../../../tools/stack/demo-connections.ts';
import { watchProblems } from '../../support/page-problems.ts';
import { startStack } from '../../support/stack/start-stack.ts';
import type { LibraryBench } from './page.ts';

const FIRST_PORT = 25_000;
const ENTRY = fileURLToPath(new URL('./entry.ts', import.meta.url));
/** What the core imports. */
const BASE_ENTRY_POINTS = ['auth-types', 'connection-rules', 'json', 'quoting', 'redaction'];
const PAGE = fileURLToPath(new URL('./page.html', import.meta.url));

/** A sandbox, a backend with its secrets, and a page that uses only the built library. */
export interface LibraryStack {
  /**
   * The page in a fresh browser, with a user of the application signed in.
   * @param latencyMs added to each request by the browser
   */
  visit<T>(latencyMs: number, use: (page: Page) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** @param folder for its files; the caller removes it */
export async function startLibraryStack(browser: Browser, folder: string): Promise<LibraryStack> {
  const site = join(folder, 'library');
  mkdirSync(site, { mode: 0o700 });
  await buildPage(site);
  const stack = await startStack({
    folder,
    firstPort: FIRST_PORT,
    sandbox: { args: ['--tier1-per-minute', '1000000', '--tier2-per-minute', '1000000'] },
    sites: [{ folder: site }],
    connections: (sandbox) => demoConnections(sandbox).filter(isSilent),
    secrets: (sandbox) => demoSecrets(sandbox),
  });
  const { origin } = stack;

  const signedIn = await signInToApplication(browser, origin).catch(async (error: unknown) => {
    await stack.stop();
    throw error;
  });
  return {
    visit: async (latencyMs, use) => {
      // The page compiles the library itself, which a strict policy forbids.
      const context = await browser.newContext({ bypassCSP: true, storageState: signedIn });
      try {
        const page = await context.newPage();
        const problems = watchProblems(page);
        await page.goto(`${origin}/library.html`);
        await page
          .waitForFunction(() => (window as { libraryBench?: LibraryBench }).libraryBench)
          .catch((cause: unknown) => {
            throw new Error(['The page of the library did not start.', ...problems].join('\n'), { cause });
          });
        const debug = await context.newCDPSession(page);
        await debug.send('Network.enable');
        await debug.send('Network.emulateNetworkConditions', {
          ...{ offline: false, latency: latencyMs },
          ...{ downloadThroughput: -1, uploadThroughput: -1 },
        });
        return await use(page);
      } finally {
        await context.close();
      }
    },
    stop: () => stack.stop(),
  };
}

/** The ten that sign in without interaction. */
export const SILENT_CONNECTIONS: readonly string[] = [
  ...['cloud-impersonation', 'cloud-m2m', 'cloud-jwt', 'cloud-anonymous', 'cloud-apikey'],
  ...['server-ticket', 'server-header', 'server-jwt', 'server-anonymous', 'server-certificate'],
];

function isSilent({ id }: { readonly id: string }): boolean {
  return SILENT_CONNECTIONS.includes(id);
}

/** Returns the cookies of a user of the application; called once, as the backend limits the rate of sign-ins. */
async function signInToApplication(
  browser: Browser,
  origin: string,
): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const context = await browser.newContext();
  try {
    const answer = await context.request.post(`${origin}/app/sign-in`, {
      headers: { origin },
      form: { user: 'ada', returnTo: '/library.html' },
    });
    if (!answer.ok()) throw new Error(`The application's sign-in answered ${answer.status()}.`);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** The library as it is published, in a page as a bundler makes it. */
async function buildPage(site: string): Promise<void> {
  await build({
    entryPoints: { library: ENTRY },
    outdir: site,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    define: { ngDevMode: 'false', ngJitMode: 'true' },
    alias: Object.fromEntries(
      ['ngx-qlik', ...BASE_ENTRY_POINTS.map((name) => `ngx-qlik/${name}`)].map((name) => [
        name,
        inProject(`dist/ngx-qlik/fesm2022/${name.replace('/', '-')}.mjs`),
      ]),
    ),
    // Not the sources, to which the workspace's paths lead.
    tsconfigRaw: {},
    logLevel: 'error',
  });
  copyFileSync(PAGE, join(site, 'library.html'));
  writeFileSync(join(site, 'index.html'), '<!doctype html><title>Bench</title>');
}
