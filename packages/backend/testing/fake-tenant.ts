import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { addDirectory, FakeDirectory } from './fake-directory.ts';
import { addResponsePauses, type ResponsePause } from './response-pauses.ts';

/** The received requests. */
interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A fake tenant that records its requests, and fails on demand. */
export interface FakeTenant {
  readonly origin: string;
  readonly seen: SeenRequest[];
  readonly sockets: Set<WebSocket>;
  /** The response to the next requests to the token endpoint; `undefined`: a valid token. */
  tokenFault: { readonly status: number; readonly body: string } | undefined;
  /** Seconds; of the tokens from now on. */
  tokenLife: number;
  /** Pauses the responses to a path. */
  readonly pauseResponses: (path: string) => ResponsePause;
  /** The revoked tokens; the tenant does not accept them any more. */
  readonly revoked: string[];
  /** How many tokens it has issued. */
  readonly issued: () => number;
  /** Refuses the tokens issued until now; the API key stays valid. */
  expireTokens: () => void;
  /** The users, groups and spaces that its REST API keeps. */
  readonly directory: FakeDirectory;
  close: () => Promise<void>;
}

export const SECRETS = {
  client: 'very-secret-client-secret',
  apiKey: 'eyJhbGciOiJFUzM4NCJ9.very-secret-api-key.c2ln',
  token: 'very-secret-token',
};

/** A connection to the fake by its API key, for everyone and all paths. */
export function apiKeyConnection(host: string): object {
  const audience = { audience: 'everyone-signed-in', allow: 'all' };
  return { type: 'apikey', host, apiKey: SECRETS.apiKey, ...audience };
}

/** Starts the fake: token endpoint, code flow without a page, a listing with links, an echo and a WebSocket echo. */
export async function startFakeTenant(): Promise<FakeTenant> {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
  await app.register(formbody);
  const seen: SeenRequest[] = [];
  const sockets = new Set<WebSocket>();
  const good = new Set<string>([SECRETS.apiKey]);
  let issued = 0;
  let dropped = 0;
  const directory = new FakeDirectory();
  const fake = {
    directory,
    origin: '',
    seen,
    sockets,
    tokenFault: undefined as FakeTenant['tokenFault'],
    tokenLife: 3600,
    pauseResponses: addResponsePauses(app),
    revoked: [] as string[],
    issued: () => issued,
    expireTokens: () => {
      good.clear();
      good.add(SECRETS.apiKey);
    },
    close: async () => {
      for (const socket of sockets) socket.terminate();
      await app.close();
    },
  };
  app.addHook('preHandler', async ({ method, url, headers, body }) => {
    seen.push({ method, url, headers, body });
  });

  app.get('/.well-known/oauth-authorization-server', async () => ({
    issuer: fake.origin,
    authorization_endpoint: `${fake.origin}/oauth/authorize`,
    token_endpoint: `${fake.origin}/oauth/token`,
    response_types_supported: ['code'],
  }));
  const codes = new Map<string, string>();
  app.get<{ Querystring: Record<string, string> }>('/oauth/authorize', async ({ query }, reply) => {
    const { redirect_uri: target = '', state = '', code_challenge: challenge = '' } = query;
    const code = randomUUID();
    codes.set(code, challenge);
    const back = new URL(target);
    back.search = new URLSearchParams({ code, state }).toString();
    return reply.redirect(back.href);
  });
  app.post<{ Body: Record<string, string> }>('/oauth/token', async ({ body }, reply) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (fake.tokenFault !== undefined) {
      return reply.code(fake.tokenFault.status).type('application/json').send(fake.tokenFault.body);
    }
    if (body['grant_type'] === 'authorization_code') {
      const challenge = codes.get(body['code'] ?? '');
      codes.delete(body['code'] ?? '');
      const proof = createHash('sha256')
        .update(body['code_verifier'] ?? '')
        .digest('base64url');
      if (challenge === undefined || proof !== challenge) {
        return reply.code(400).send({ error: 'invalid_grant' });
      }
    }
    issued += 1;
    const token = `${SECRETS.token}-${issued}`;
    good.add(token);
    return {
      access_token: token,
      token_type: 'bearer',
      expires_in: fake.tokenLife,
      expires_at: new Date(Date.now() + fake.tokenLife * 1000).toISOString(),
      refresh_token: `very-secret-refresh-${issued}`,
    };
  });
  app.post<{ Body: { token?: string } }>('/oauth/revoke', async ({ body: { token = '' } }) => {
    fake.revoked.push(token);
    good.delete(token);
    return {};
  });

  await app.register(async (api) => {
    api.addHook('onRequest', async ({ headers }, reply) => {
      if (good.has((headers.authorization ?? '').replace(/^Bearer /, ''))) return undefined;
      return reply.code(401).send({ errors: [{ title: 'Unauthorized' }] });
    });
    api.get('/api/v1/users/me', async () => ({
      id: 'u1',
      name: 'Ada Lovelace',
      email: 'ada@sandbox.example',
    }));
    addDirectory(api, directory);
    api.get('/api/v1/spaces', async () => ({
      data: [],
      links: { next: { href: `${fake.origin}/api/v1/spaces?next=abc` } },
    }));
    api.all('/api/v1/echo', async ({ headers, body, url }, reply) => {
      reply.headers({
        'set-cookie': 'eas.sid=very-secret-cookie; Path=/',
        'access-control-allow-origin': '*',
        'content-security-policy': "default-src 'none'",
      });
      return { url, headers, body: body ?? null };
    });
    api.get('/api/v1/page', async (_request, reply) =>
      reply.type('text/html').send('<script>alert(document.domain)</script>'),
    );
    api.get('/api/v1/elsewhere', async (_request, reply) => reply.redirect('https://login.example/?x=1'));
    api.get('/api/v1/moved', async (_request, reply) => reply.redirect(`${fake.origin}/api/v1/spaces`));
    api.get('/api/v1/cut', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      reply.raw.write('{"data":');
      setTimeout(() => reply.raw.destroy(), 20);
    });
    api.route({
      method: ['GET', 'POST'],
      url: '/api/v1/dropped-once',
      handler: (request, reply) => {
        dropped += 1;
        if (dropped % 2 === 0) return reply.send({ dropped });
        reply.hijack();
        return request.raw.socket.destroy();
      },
    });
    // Not for this user, whatever the token: some endpoints answer 401 then.
    api.get('/api/v1/refused', async (_request, reply) => reply.code(401).send({ errors: [] }));
    api.get('/api/v1/silent', (_request, reply) => void reply.hijack());
  });

  const gateway = new WebSocketServer({ noServer: true });
  app.server.on('upgrade', (request, socket, head: Buffer) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: undefined });
    if (!good.has((headers.authorization ?? '').replace(/^Bearer /, ''))) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    gateway.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.add(webSocket);
      webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }));
      webSocket.once('close', () => sockets.delete(webSocket));
    });
  });
  await app.listen({ port: 0, host: 'localhost' });
  const address = app.server.address();
  fake.origin = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return fake;
}
