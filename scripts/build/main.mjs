import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { inProject, PROJECT_ROOT } from '../environment/project-root.mjs';
import { precompress } from './precompress.mjs';
import { buildQlikClient, QLIK_CLIENT_FOLDER } from './qlik-client.mjs';
import { writeRoutePreloads } from './route-preloads.mjs';

// Builds the library into dist/ngx-qlik and the application into dist/app, ready to be served.
await buildQlikClient();
for (const project of ['ngx-qlik', 'ngx-qlik-app']) {
  const { status } = spawnSync(process.execPath, ['node_modules/@angular/cli/bin/ng.js', 'build', project], {
    cwd: PROJECT_ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
cpSync(QLIK_CLIENT_FOLDER, inProject('dist/ngx-qlik/assets/qlik-runtime'), { recursive: true });
writeRoutePreloads(inProject('dist/app'));
await precompress(inProject('dist/app/browser'));
