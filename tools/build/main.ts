import { spawnSync } from 'node:child_process';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { afterBuild, beforeBuild, BUILD_ENVIRONMENT, PROJECTS } from './around-build.ts';

// Builds the library into dist/ngx-qlik and the application into dist/app, ready to be served.
await beforeBuild();
for (const project of PROJECTS) {
  const { status } = spawnSync(process.execPath, ['node_modules/@angular/cli/bin/ng.js', 'build', project], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...BUILD_ENVIRONMENT },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  await afterBuild(project);
}
