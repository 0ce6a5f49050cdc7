import { cpSync } from 'node:fs';
import { inProject } from '../environment/project-root.mjs';
import { precompress } from './precompress.mjs';
import { buildQlikClient, QLIK_CLIENT_FOLDER } from './qlik-client.mjs';
import { writeRoutePreloads } from './route-preloads.mjs';

/** The projects of the workspace, in the order in which they are built. */
export const PROJECTS = ['ngx-qlik', 'ngx-qlik-app'];

/** What has to be there before a project is built with the Angular command line. */
export async function beforeBuild() {
  await buildQlikClient();
}

/** What makes of the Angular command line's output what is published (the library) or served (the application). */
export async function afterBuild(project) {
  if (project === 'ngx-qlik') {
    cpSync(QLIK_CLIENT_FOLDER, inProject('dist/ngx-qlik/assets/qlik-runtime'), { recursive: true });
  } else {
    writeRoutePreloads(inProject('dist/app'));
    await precompress(inProject('dist/app/browser'));
  }
}
