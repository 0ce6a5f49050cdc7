import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import Fastify, { type FastifyInstance, type FastifySchema } from 'fastify';
import { startSandbox } from '../sandbox.ts';
import { checkWhenNeeded, WITHOUT_COMPILERS } from './route-schemas.ts';

const CREATED = 'fastify.initialization';

test('a request is checked by the schema of its route, and a route without one takes any', async (context) => {
  const app = Fastify({ schemaController: WITHOUT_COMPILERS });
  context.after(() => app.close());
  checkWhenNeeded(app, { coerceTypes: true });
  const querystring = {
    type: 'object',
    properties: { limit: { type: 'integer' }, sort: { type: 'string', default: 'name' } },
  };
  app.get('/checked', { schema: { querystring } }, async ({ query }) => query);
  app.get('/any', async ({ query }) => query);
  for (let time = 0; time < 2; time += 1) {
    assert.deepEqual((await app.inject('/checked?limit=2')).json(), { limit: 2, sort: 'name' });
    const refused = await app.inject('/checked?limit=x');
    assert.equal(refused.statusCode, 400);
    assert.match(refused.body, /querystring\/limit must be integer/);
    assert.deepEqual((await app.inject('/any?limit=x')).json(), { limit: 'x' });
  }
});

test('a schema is not compiled before a request needs it', async (context) => {
  const app = Fastify({ schemaController: WITHOUT_COMPILERS });
  context.after(() => app.close());
  checkWhenNeeded(app, {});
  app.get('/', { schema: { querystring: { type: 'no such type' } } }, async () => 'answered');
  await app.ready();
  assert.equal((await app.inject('/')).statusCode, 500);
});

test('each schema of a route of the sandbox can be compiled', async (context) => {
  const schemas: FastifySchema[] = [];
  const onCreated = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ schema }) => {
      if (schema) schemas.push(schema);
    });
  };
  subscribe(CREATED, onCreated);
  context.after(() => unsubscribe(CREATED, onCreated));
  const sandbox = await startSandbox({ adminPort: 0, cloudPort: 0, cloud2Port: 0, clientManagedPort: 0 });
  context.after(() => sandbox.close());
  const ajv = new Ajv({ coerceTypes: true, useDefaults: true, discriminator: true });
  const parts = schemas.flatMap(({ body, params, querystring, headers }) => [
    body,
    params,
    querystring,
    headers,
  ]);
  const given = parts.filter((part) => part !== undefined);
  assert.ok(given.length > 100, `${given.length} schemas`);
  for (const part of given) ajv.compile(part as object);
});
