import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { extname, join, normalize } from 'node:path';
import { findFreePort } from '../../tools/processes/free-port.ts';
import { healthyOrStopped } from '../../tools/processes/wait-until-healthy.ts';
import { COMMAND_LIMIT_SECONDS, type CommandPlace, NG, start } from './commands.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.ico': 'image/x-icon',
};
const START_LIMIT_SECONDS = 120;
/** From here on there is none that browsers refuse to open. */
const FIRST_PORT = 7100;

/** A built application that is served. */
export interface Site {
  readonly stop: () => Promise<void>;
}

/** A free port for a site, which is served minutes later only: another run beside this one begins at another. */
export function findSitePort(reserved: ReadonlySet<number> = new Set()): Promise<number> {
  return findFreePort(FIRST_PORT + (process.pid % 1000), { reserved });
}

/** A certificate of `localhost` and its key, in PEM. */
export interface SiteCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Serves a built application as a server of static files does: unknown addresses get its start page.
 * @param tls serves it over HTTPS
 */
export async function serveFiles(folder: string, port: number, tls?: SiteCertificate): Promise<Site> {
  const starts = ['index.csr.html', 'index.html'].map((name) => join(folder, name));
  const startPage = starts.find((path) => existsSync(path));
  if (startPage === undefined) throw new Error(`There is no start page in ${folder}.`);
  const answer: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, normalize(pathname));
    const wanted = extname(path) === '' ? join(path, 'index.html') : path;
    const file = wanted.startsWith(folder) && existsSync(wanted) ? wanted : startPage;
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    // A micro-frontend is a module of another origin than the page.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end(readFileSync(file));
  };
  const server = tls === undefined ? createServer(answer) : createSecureServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts the server that is built with an application. @throws {Error} with its last lines when it does not answer in time */
export async function serveBy(command: readonly string[], place: CommandPlace, port: number): Promise<Site> {
  // Angular 20 and later answer to the hosts only that the deployment names.
  const env = { ...place.env, PORT: String(port), NG_ALLOWED_HOSTS: 'localhost' };
  const child = start({ ...place, env }, command);
  await healthyOrStopped(child, `http://localhost:${port}/`, START_LIMIT_SECONDS);
  return { stop: () => child.stop() };
}

/** Serves a project by `ng serve`, which builds it before it answers. @throws {Error} with its last lines when it does not answer in time */
export async function serveByAngular(place: CommandPlace, port: number): Promise<Site> {
  const child = start(place, [...NG, 'serve', '--port', String(port)]);
  await healthyOrStopped(child, `http://localhost:${port}/`, COMMAND_LIMIT_SECONDS);
  return { stop: () => child.stop() };
}
