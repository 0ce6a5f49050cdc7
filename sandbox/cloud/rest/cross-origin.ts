import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { ClientRegistry } from '../oauth/oauth-client.ts';

/** Headers that Qlik's clients put on their calls; Firefox and Safari may list `user-agent`, which Chromium drops. */
const REQUEST_HEADERS = [
  'authorization',
  'qlik-api-version',
  'content-type',
  'qlik-csrf-token',
  'qlik-web-integration-id',
  'x-qlik-xrfkey',
  'user-agent',
  'accept',
];

const RESPONSE_HEADERS = [
  'qlik-csrf-token',
  'retry-after',
  'deprecation',
  'sunset',
  'link',
  'content-disposition',
];

/**
 * Lets pages of the clients' allowed origins call the routes of that scope.
 *
 * A preflight carries no token, so it passes for any client's origin; the call itself is held to its own client's list.
 */
export async function allowCrossOrigin(
  scope: FastifyInstance,
  clients: ClientRegistry,
  options: { readonly credentials: boolean },
): Promise<void> {
  await scope.register(cors, {
    origin: (origin, decide) => decide(null, origin !== undefined && clients.allowsOrigin(origin)),
    credentials: options.credentials,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: 600,
    strictPreflight: false,
  });
}
