import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { PAGE_FOLDER, pageScript } from './page-script.ts';

/** The page runs its own script and calls its own host only, and cannot be framed. */
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

/** Serves the page for setting up faults. It uses the admin API on the same port. */
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
    send(reply, 'text/html', await readFile(join(PAGE_FOLDER, 'page.html'), 'utf8')),
  );
  app.get('/page.css', async (_request, reply) =>
    send(reply, 'text/css', await readFile(join(PAGE_FOLDER, 'page.css'), 'utf8')),
  );
  app.get('/page.js', async (_request, reply) => {
    // Built on the first request: tests and most starts never open the page.
    script ??= pageScript();
    return send(reply, 'text/javascript', await script);
  });
}
