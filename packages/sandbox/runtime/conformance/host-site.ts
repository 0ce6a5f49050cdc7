import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';

/** A site on another origin than the tenant that embeds Qlik as in Qlik's documentation. */
export interface HostSite {
  readonly origin: string;
  /** Publishes a page. Returns its address. */
  publish(body: string): string;
  close(): Promise<void>;
}

/** @param scripts Further scripts by file name. Qlik's web components are there as `/embed.js`, as published. */
export async function startHostSite(scripts: Readonly<Record<string, string>> = {}): Promise<HostSite> {
  const require = createRequire(import.meta.url);
  const webComponents = await readFile(require.resolve('@qlik/embed-web-components'), 'utf8');
  const allScripts: Readonly<Record<string, string>> = { ...scripts, 'embed.js': webComponents };
  const pages = new Map<string, string>();
  const server = Fastify();
  server.get<{ Params: { id: string } }>('/pages/:id', (request, reply) => {
    const body = pages.get(request.params.id);
    if (body === undefined) return reply.code(404).send();
    return reply.type('text/html')
      .send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>
<style>body { margin: 16px; font-family: sans-serif } .box { position: relative; width: 640px; height: 400px }</style>
${body}</html>`);
  });
  for (const [name, source] of Object.entries(allScripts)) {
    server.get(`/${name}`, (_request, reply) => reply.type('text/javascript').send(source));
  }
  server.get('/favicon.ico', (_request, reply) => reply.code(204).send());
  await server.listen({ host: 'localhost', port: 0 });
  const origin = `http://localhost:${(server.server.address() as AddressInfo).port}`;
  return {
    origin,
    publish(body) {
      const id = String(pages.size + 1);
      pages.set(id, body);
      return `${origin}/pages/${id}`;
    },
    close: () => server.close(),
  };
}
