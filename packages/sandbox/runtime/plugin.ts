import { existsSync, createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createBrotliDecompress } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { buildRuntime, runtimeDirectory } from './build.ts';

/** Names with a content hash: `auth@v1-JJNZVKXP.js`. */
const HASHED_FILE = /-[0-9A-Z]{8}\.js(\.br|\.gz)?$/;

/**
 * Long enough for a build to finish or fail before the server listens; short enough to stay below
 * Fastify's own limit of ten seconds for a plugin on a slow machine.
 */
const WAIT_AT_START_MS = 5_000;

/**
 * Serves the qlik-embed runtime under `/qlik-embed/`, where every Qlik client for browsers looks for it on its host.
 *
 * The files are public: any origin may load them, without credentials. `main.js` is revalidated on each load, everything
 * it leads to is immutable. Register it at the root, without a prefix. Clients before version 1.0 ask for `/main.js` (as the code of
 * `@qlik/embed-web-components` 0.5.6 shows).
 */
export const qlikEmbedRuntime: FastifyPluginAsync = async (fastify) => {
  await fastify.register(serveRuntime, { prefix: '/qlik-embed' });
  fastify.get('/main.js', async (_request, reply) =>
    reply.headers(headersOf('main.js')).redirect('/qlik-embed/main.js'),
  );
};

async function serveRuntime(fastify: FastifyInstance): Promise<void> {
  const built = buildRuntime();
  await Promise.race([built, delay(WAIT_AT_START_MS, undefined, { ref: false })]);
  // When the build takes longer the requests wait for it, and answer 500 with its message if it fails.
  built.catch((error: unknown) => fastify.log.error(error, 'The qlik-embed runtime could not be built.'));
  fastify.addHook('onRequest', async () => {
    await built;
  });
  const directory = await runtimeDirectory();
  await fastify.register(fastifyStatic, {
    root: directory,
    decorateReply: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(headersOf(path))) response.setHeader(name, value);
    },
  });
  fastify.setNotFoundHandler((request, reply) => {
    const file = basename(request.url.split('?')[0] ?? '');
    const packed = join(directory, `${file}.br`);
    // The published package has the compressed form only; not every client accepts it.
    if (request.method === 'GET' && existsSync(packed))
      return reply
        .headers({ ...headersOf(file), 'content-type': 'application/javascript; charset=utf-8' })
        .send(createReadStream(packed).pipe(createBrotliDecompress()));
    return reply
      .code(404)
      .header('access-control-allow-origin', '*')
      .send({
        errors: [
          {
            code: 'HTTP-404',
            title: 'Not found',
            detail: `The qlik-embed runtime has no file ${request.url.split('?')[0] ?? ''}.`,
            status: '404',
          },
        ],
      });
  });
}

function headersOf(path: string): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'timing-allow-origin': '*',
    vary: 'accept-encoding',
    'cache-control': HASHED_FILE.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
