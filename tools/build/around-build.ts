import { inProject } from '../environment/project-root.ts';
import { readBuildStats } from './build-stats.ts';
import { BUNDLES, PAGES } from './bundle-plan.ts';
import { shortenEarlyStart, tidyLibrary } from './library-package.ts';
import { mergeBundles } from './merge-bundles.ts';
import { precompress } from './precompress.ts';
import { buildQlikClient } from './qlik-client.ts';
import { writeEarlyPages } from './early-pages.ts';
import { buildRuntimePackage } from './runtime-package.ts';
import { buildSchematics } from './schematics.ts';

/** The projects of the workspace, in the order in which they are built. */
export const PROJECTS = ['ngx-qlik', 'ngx-qlik-app'] as const;
export type Project = (typeof PROJECTS)[number];

/** The environment of Angular's command line. */
export const BUILD_ENVIRONMENT = { NG_CLI_ANALYTICS: 'false' };

/** What has to be there before a project is built with the Angular command line. */
export async function beforeBuild(): Promise<void> {
  await buildQlikClient();
}

/** What makes of the Angular command line's output what is published (the library) or served (the application). */
export async function afterBuild(project: Project): Promise<void> {
  if (project === 'ngx-qlik') {
    await tidyLibrary(inProject('dist/ngx-qlik'));
    await buildSchematics(inProject('dist/ngx-qlik/schematics'));
    buildRuntimePackage();
  } else {
    const site = inProject('dist/app/browser');
    const stats = readBuildStats(inProject('dist/app'));
    await writeEarlyPages(site, PAGES, await mergeBundles(site, stats, BUNDLES));
    await shortenEarlyStart(site);
    await precompress(site);
  }
}
