import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { FastifyInstance, FastifyReply } from 'fastify';

const FOLDER = join(import.meta.dirname, 'page');

/** The page runs its own script and asks its own host; nothing else, and nobody frames it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page by which a person breaks things, over the operator's API of the same port. */
export function faultPageRoutes(app: FastifyInstance): void {
  let script: Promise<string> | undefined;
  const send = (reply: FastifyReply, type: string, content: string): FastifyReply =>
    reply
      .headers({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      })
      .type(`${type}; charset=utf-8`)
      .send(content);
  app.get('/', async (_request, reply) =>
    send(reply, 'text/html', await readFile(join(FOLDER, 'page.html'), 'utf8')),
  );
  app.get('/page.css', async (_request, reply) =>
    send(reply, 'text/css', await readFile(join(FOLDER, 'page.css'), 'utf8')),
  );
  app.get('/page.js', async (_request, reply) => {
    // Only when somebody looks: tests and most starts never do.
    script ??= bundle();
    return send(reply, 'text/javascript', await script);
  });
}

async function bundle(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(FOLDER, 'browser', 'page.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
