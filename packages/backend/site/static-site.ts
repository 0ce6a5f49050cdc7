import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { join } from 'node:path';
import { sendNotFound } from '../errors/error-responses.ts';
import type { ConnectionsFile } from './connections-file.ts';
import { belowBasePath } from './base-path.ts';
import { PageLinks } from './page-links.ts';

interface SiteOptions {
  readonly root: string;
  /** The path below which the site is; empty for the root. */
  readonly basePath: string;
  readonly connections: ConnectionsFile | undefined;
  /** Called before a 404 is sent. */
  readonly countNotFound: (request: FastifyRequest) => Promise<void>;
}

/**
 * The build puts a hash of the content into these names, so these files never change. Merged chunks have one in Base64, which
 * could be a word of any other file's name.
 */
const HASHED = /(?:-[A-Z0-9]{8}|\bchunk-[\w-]{8})\.[a-z0-9]+$/;
const COMPRESSED_COPY = /\.(br|gz)$/;
const FOREVER = 'public, max-age=31536000, immutable';
/** Cached, but revalidated each time: a 304 is cheap, an outdated application is not. */
const REVALIDATE = 'no-cache';

/** Serves the application's connections, also where the application itself is served elsewhere. */
export function serveConnections(server: FastifyInstance, connections: ConnectionsFile): void {
  server.get('/connections.json', async (_request, reply) => {
    const { body } = connections.read();
    if (body === undefined) return reply.callNotFound();
    return reply.header('cache-control', REVALIDATE).type('application/json; charset=utf-8').send(body);
  });
}

/** Serves the built application: its files, and its start page for every address that the router knows. */
export async function serveSite(
  server: FastifyInstance,
  { root, basePath, connections, countNotFound }: SiteOptions,
): Promise<void> {
  await server.register(fastifyStatic, {
    root,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders: (response, path) => {
      const name = path.replace(COMPRESSED_COPY, '');
      response.setHeader('cache-control', HASHED.test(name) ? FOREVER : REVALIDATE);
      response.setHeader('vary', 'accept-encoding');
    },
  });

  const links = new PageLinks(join(root, 'index.html'), {
    findServer: (id) => connections?.read().servers.get(id),
    warn: (problem) => server.log.warn(problem),
    basePath,
  });
  // The address that is routed has lost the base path, or never had it.
  const isOfSite = ({ originalUrl }: FastifyRequest): boolean =>
    basePath === '' || belowBasePath(originalUrl, basePath) !== undefined;
  const sendPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const link = links.linkOf(pathOf(request));
    if (link !== undefined) void reply.header('link', link);
    return reply.sendFile('index.html');
  };
  server.get('/', async (request, reply) => sendPage(request, reply));
  server.setNotFoundHandler(async (request, reply) => {
    if (isOfSite(request) && isNavigation(request)) return sendPage(request, reply);
    await countNotFound(request);
    return sendNotFound(request, reply);
  });
}

/** Returns whether a request is a navigation to a path of the application: a missing script or image must not get a page instead. */
function isNavigation(request: FastifyRequest): boolean {
  const { method, headers } = request;
  const lastSegment = pathOf(request).split('/').at(-1) ?? '';
  const isReading = method === 'GET' || method === 'HEAD';
  return isReading && (headers.accept ?? '').includes('text/html') && !lastSegment.includes('.');
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}
