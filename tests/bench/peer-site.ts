import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { precompress } from '../../tools/build/precompress.ts';
import { inProject } from '../../tools/environment/project-root.ts';
import { Child } from '../../tools/processes/child.ts';
import { outcomeOf } from '../../tools/processes/outcome.ts';

const SOURCES = fileURLToPath(new URL('./peer', import.meta.url));
const BUILD_LIMIT_SECONDS = 240;

/** What the peer has in its sources, as any application that reads no configuration at run time. */
export interface PeerSettings {
  readonly tenant: string;
  /** Further ones, for a page that shows several. */
  readonly tenants: readonly string[];
  readonly server: string;
  readonly clientId: string;
}

/**
 * Builds the application that a team would write without this library, for production.
 * @returns the folder of the site
 * @throws {Error} with the output of a build that fails
 */
export async function buildPeer(settings: PeerSettings): Promise<string> {
  // Inside the repository, so that the compiler finds the packages of the workspace.
  const folder = inProject('dist/bench/peer');
  rmSync(folder, { recursive: true, force: true });
  cpSync(SOURCES, folder, { recursive: true });
  for (const file of ['src/index.html', 'src/app/environment.ts']) fill(join(folder, file), settings);
  const require = createRequire(import.meta.url);
  const outcome = await outcomeOf(
    new Child('The build of the peer', {
      command: [process.execPath, require.resolve('@angular/cli/bin/ng.js'), 'build', '--no-progress'],
      cwd: folder,
      env: { NG_CLI_ANALYTICS: 'false' },
      logFile: join(folder, 'build.log'),
    }),
    BUILD_LIMIT_SECONDS,
  );
  if (outcome.code !== 0) throw new Error(`The peer was not built:\n${outcome.output}`);
  const site = join(folder, 'dist/browser');
  if (!existsSync(join(site, 'index.html'))) throw new Error(`The build of the peer left no ${site}.`);
  const script = 'node_modules/@qlik/embed-web-components/dist/index.js';
  copyFileSync(inProject(script), join(site, 'embed-web-components.js'));
  await precompress(site);
  return site;
}

function fill(file: string, { tenant, tenants, server, clientId }: PeerSettings): void {
  const values = {
    __TENANT__: tenant,
    __TENANTS__: tenants.join(),
    __SERVER__: server,
    __CLIENT_ID__: clientId,
  };
  let text = readFileSync(file, 'utf8');
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(name, value);
  writeFileSync(file, text);
}
