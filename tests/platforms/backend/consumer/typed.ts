// What a project in strict TypeScript writes.
import { createServer } from 'node:http';
import Fastify from 'fastify';
import {
  createQlikBackend,
  type QlikBackend,
  qlikBackendOf,
  qlikBackendPlugin,
  type ResolvedUser,
  userFromJwt,
} from 'ngx-qlik-backend';

const backend: QlikBackend = await createQlikBackend({
  connections: { production: { type: 'apikey' } },
  resolveUser: userFromJwt({
    issuer: 'https://app.example',
    audience: 'qlik',
    keys: 'https://app.example/keys',
  }),
});
const server = createServer((request, response) => backend.handler(request, response));
backend.attach(server);
const ended: number = await backend.endSessions('ada');
console.log(ended);

const app = Fastify();
await app.register(qlikBackendPlugin, {
  connections: 'secrets.json',
  resolveUser: (request): ResolvedUser | undefined =>
    request.headers['x-user'] === undefined ? undefined : { id: String(request.headers['x-user']) },
});
await qlikBackendOf(app).endSessions('ada', 'session');

// @ts-expect-error: it must say who is signed in
await createQlikBackend({ connections: 'secrets.json' });
