import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** Serves a built application as a server of static files does: unknown addresses get its start page. */
export async function serveSite(folder: string, port: number): Promise<Server> {
  const start = ['index.html', 'index.csr.html'].map((name) => join(folder, name)).find(existsSync);
  if (start === undefined) throw new Error(`There is no start page in ${folder}.`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const wanted = join(folder, normalize(pathname));
    const file = wanted.startsWith(folder) && extname(wanted) !== '' && existsSync(wanted) ? wanted : start;
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return server;
}
