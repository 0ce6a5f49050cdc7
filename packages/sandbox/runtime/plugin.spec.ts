import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import cors from '@fastify/cors';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildRuntime } from './build.ts';
import { qlikEmbedRuntime } from './plugin.ts';

describe('/qlik-embed/*', () => {
  let server: FastifyInstance;

  before(async () => {
    server = Fastify();
    await server.register(qlikEmbedRuntime);
    await server.ready();
  });
  after(() => server.close());

  it('serves main.js to any origin as JavaScript that is revalidated by ETag', async () => {
    const first = await server.inject({
      url: '/qlik-embed/main.js',
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.equal(first.statusCode, 200);
    assert.match(String(first.headers['content-type']), /^text\/javascript|^application\/javascript/);
    assert.equal(first.headers['access-control-allow-origin'], '*');
    assert.equal(first.headers['access-control-allow-credentials'], undefined);
    assert.equal(first.headers['cache-control'], 'no-cache');
    const etag = first.headers.etag;
    assert.ok(etag);
    const second = await server.inject({ url: '/qlik-embed/main.js', headers: { 'if-none-match': etag } });
    assert.equal(second.statusCode, 304);
  });

  it('serves every file of the manifest, and those with a hash as immutable', async () => {
    const { manifest } = await buildRuntime();
    for (const file of Object.keys(manifest.files)) {
      const response = await server.inject(`/qlik-embed/${file}`);
      assert.equal(response.statusCode, 200, file);
      assert.match(String(response.headers['cache-control']), /immutable/, file);
      assert.equal(response.headers['access-control-allow-origin'], '*', file);
    }
  });

  it('sends the precompressed files to clients that accept them', async () => {
    const { manifest } = await buildRuntime();
    // A chunk with code: the module itself only re-exports.
    const chunk = manifest.modules['embed-vanilla@v1']?.preload.find((file) => file.startsWith('enigma-'));
    assert.ok(chunk);
    const url = `/qlik-embed/${chunk}`;
    const plain = await server.inject(url);
    for (const encoding of ['br', 'gzip']) {
      const compressed = await server.inject({ url, headers: { 'accept-encoding': encoding } });
      assert.equal(compressed.headers['content-encoding'], encoding);
      assert.equal(compressed.headers['vary'], 'accept-encoding');
      assert.match(String(compressed.headers['content-type']), /javascript/);
      assert.match(String(compressed.headers['cache-control']), /immutable/);
      assert.ok(compressed.rawPayload.byteLength < plain.rawPayload.byteLength / 2);
    }
  });

  it('answers 404 as JSON for a file it does not have', async () => {
    const response = await server.inject('/qlik-embed/no-such-file.js');
    assert.equal(response.statusCode, 404);
    assert.equal(response.headers['access-control-allow-origin'], '*');
    assert.equal(response.json().errors[0].status, '404');
  });

  it('serves nothing outside its directory', async () => {
    for (const path of [
      '../package.json',
      '..%2fpackage.json',
      '%2e%2e/%2e%2e/package.json',
      '..%5cpackage.json',
      '%00',
    ]) {
      const response = await server.inject(`/qlik-embed/${path}`);
      assert.ok(response.statusCode >= 400 && response.statusCode < 500, `${path}: ${response.statusCode}`);
      assert.doesNotMatch(response.body, /"dependencies"/, path);
    }
  });

  it('keeps its rules on a host with separate CORS rules and static files', async () => {
    const host = Fastify();
    await host.register(cors, { origin: true, credentials: true });
    await host.register(fastifyStatic, { root: import.meta.dirname, prefix: '/files/' });
    await host.register(qlikEmbedRuntime);
    const response = await host.inject({
      url: '/qlik-embed/main.js',
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.equal(response.statusCode, 200);
    assert.ok(
      ['*', 'https://elsewhere.example'].includes(String(response.headers['access-control-allow-origin'])),
    );
    await host.close();
  });
});
