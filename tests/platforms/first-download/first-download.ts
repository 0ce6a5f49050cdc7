import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { initialBytes } from '../../../tools/build/initial-bytes.ts';
import { makeConsumer, npm, runIn } from '../consumer.ts';

/** A page with this library, and how many bytes it may add to the first download of the bare application, after gzip. */
export const LIMITS = {
  oauth2: 10_000,
  rest: 12_000,
  chart: 20_000,
  // Most of what it adds is Angular's: see DEFERRED_LIMIT.
  'deferred-chart': 17_000,
} as const;
export type PageName = keyof typeof LIMITS;

/** Those that `npm test` builds: each has what the others have, and a build takes seven seconds of a processor. */
export const CHECKED: readonly PageName[] = ['rest', 'chart'];

/** Packages that users compare this library with: the page of each has the name without its scope. */
export const PEERS = ['angular-auth-oidc-client@19', '@auth0/auth0-angular@2'] as const;

/**
 * How many bytes a chart in `@defer`, with all of this library that it needs, may add to an application that has a component of its own
 * there, `own-chart.ts`, which uses the same of Angular.
 */
export const DEFERRED_LIMIT = 8_000;

/** How many script files a first visit may load more than one of the bare application, until it is known that no user is signed in. */
export const SCRIPT_LIMITS: Readonly<Record<PageName, number>> = {
  oauth2: 3,
  rest: 3,
  chart: 8,
  'deferred-chart': 9,
};

const BUILD_LIMIT_SECONDS = 240;
/** Where a built page is opened. No request leaves the machine. */
const SITE = 'https://application.example';
const CONNECTIONS = [
  {
    id: 'tenant',
    label: 'Tenant',
    platform: 'cloud',
    host: 'https://tenant.example',
    auth: { type: 'oauth2', clientId: 'client' },
  },
];

/** An application's project with one build per page, beside the built library. @param peers whether to install {@link PEERS} */
export function makeProject({ peers }: { readonly peers: boolean }): string {
  const folder = makeConsumer('first-download', 'tests/platforms/first-download/consumer');
  if (peers) {
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    // Angular is that of the workspace, for all of them.
    npm(['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', ...PEERS], folder);
    // npm removes what it did not install.
    symlinkSync(inProject('dist/ngx-qlik'), join(folder, 'node_modules/ngx-qlik'), 'junction');
  }
  return folder;
}

/**
 * Builds a page for production.
 * @returns how many bytes of scripts a browser loads before the application begins, each file after gzip
 * @throws {Error} with the output of a build that fails
 */
export async function measurePage(folder: string, page: string): Promise<number> {
  writeFileSync(join(folder, 'angular.json'), JSON.stringify(workspaceOf(page)));
  writeFileSync(
    join(folder, 'tsconfig.page.json'),
    JSON.stringify({ extends: './tsconfig.options.json', files: [`src/${page}.ts`] }),
  );
  const ng = createRequire(import.meta.url).resolve('@angular/cli/bin/ng.js');
  const { code, output } = await runIn(folder, [ng, 'build', '--no-progress'], {
    limitSeconds: BUILD_LIMIT_SECONDS,
    env: { NG_CLI_ANALYTICS: 'false' },
  });
  if (code !== 0) throw new Error(`${page} was not built:\n${output}`);
  return initialBytes(join(folder, 'dist', page, 'browser'));
}

/**
 * Opens a built page for the first time.
 * @returns the names of the script files that the browser loads until no request is under way
 * @throws {Error} when the page does not come to rest within half a minute
 */
export async function scriptsOfFirstVisit(
  browser: Browser,
  { folder, page }: { readonly folder: string; readonly page: string },
): Promise<ReadonlySet<string>> {
  const site = join(folder, 'dist', page, 'browser');
  const scripts = new Set<string>();
  const visit = await browser.newPage();
  try {
    await visit.route('**/*', (route) => {
      const { origin, pathname } = new URL(route.request().url());
      const path = join(site, pathname === '/' ? 'index.html' : pathname);
      if (origin !== SITE) return route.abort();
      if (pathname.endsWith('.js')) scripts.add(pathname);
      if (pathname === '/connections.json') return route.fulfill({ json: CONNECTIONS });
      return existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404 });
    });
    await visit.goto(`${SITE}/`, { waitUntil: 'networkidle', timeout: 30_000 });
  } finally {
    await visit.close();
  }
  return scripts;
}

function workspaceOf(page: string) {
  const options = {
    outputPath: `dist/${page}`,
    index: 'src/index.html',
    browser: `src/${page}.ts`,
    polyfills: ['zone.js'],
    tsConfig: 'tsconfig.page.json',
    outputHashing: 'none',
  };
  return {
    version: 1,
    // In the folder of this run: what Angular makes of its own packages is the same for each page.
    cli: { cache: { enabled: true, environment: 'all', path: '.angular/cache' } },
    projects: {
      page: {
        projectType: 'application',
        root: '',
        architect: { build: { builder: '@angular/build:application', options } },
      },
    },
  };
}
