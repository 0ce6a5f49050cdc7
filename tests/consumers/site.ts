import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type CommandPlace, start } from './commands.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.ico': 'image/x-icon',
};
const START_LIMIT_MS = 30_000;

/** A built application that is served. */
export interface Site {
  readonly stop: () => Promise<void>;
}

/** Serves a built application as a server of static files does: unknown addresses get its start page. */
export async function serveFiles(folder: string, port: number): Promise<Site> {
  const starts = ['index.csr.html', 'index.html'].map((name) => join(folder, name));
  const startPage = starts.find((path) => existsSync(path));
  if (startPage === undefined) throw new Error(`There is no start page in ${folder}.`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const wanted = join(folder, normalize(pathname));
    const candidates = extname(wanted) === '' ? [join(wanted, 'index.html')] : [wanted];
    const file = candidates.find((path) => path.startsWith(folder) && existsSync(path)) ?? startPage;
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    // A micro-frontend is a module of another origin than the page.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts the server that is built with an application. @throws {Error} with its last lines when it does not listen in time */
export async function serveRendered(place: CommandPlace, port: number): Promise<Site> {
  // Angular 20 and later answer to the hosts only that the deployment names.
  const env = { ...place.env, PORT: String(port), NG_ALLOWED_HOSTS: 'localhost' };
  const child = start({ ...place, env }, ['node', 'server/server.mjs']);
  const deadline = Date.now() + START_LIMIT_MS;
  while (!child.hasEnded && Date.now() < deadline) {
    if (child.lastLines.some((line) => line.includes('listening'))) return { stop: () => child.stop() };
    await pause(50);
  }
  await child.stop();
  throw new Error(`The application's server does not listen:\n${child.lastLines.join('\n')}`);
}
