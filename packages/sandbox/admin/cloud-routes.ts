import type { FastifyInstance } from 'fastify';
import {
  type IdentityProvider,
  IdentityProviderError,
  type IdentityProviderInput,
} from '../cloud/identity-providers/identity-provider.ts';
import { objectId } from '../cloud/users/object-id.ts';
import type { OAuthClient } from '../cloud/oauth/oauth-client.ts';
import { isRedirectUri, REDIRECT_URI_RULE } from '../cloud/oauth/redirect-uri.ts';
import type { User } from '../cloud/users/user.ts';
import type { CloudTenant } from '../cloud/tenant.ts';
import { AdminError } from './admin-error.ts';

const closed = { type: 'object', additionalProperties: false };
const text = { type: 'string', minLength: 1, maxLength: 200 };
const rotateBody = { ...closed, properties: { user: text } };
const keyBody = { ...closed, required: ['user'], properties: { user: text, description: text } };
const providerBody = {
  ...closed,
  required: ['issuer', 'kid'],
  properties: {
    issuer: text,
    kid: text,
    pem: { type: 'string', minLength: 1 },
    jwk: { type: 'object' },
    clockToleranceSec: { type: 'integer', minimum: 0, maximum: 300 },
  },
};
const integrationBody = {
  ...closed,
  required: ['name', 'validOrigins'],
  properties: {
    name: text,
    validOrigins: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^https?://[^/?#@\\s\\\\]+$' },
    },
  },
};

const redirectBody = {
  ...closed,
  required: ['redirectUris'],
  properties: { redirectUris: { type: 'array', minItems: 1, items: { type: 'string' } } },
};

/** Adds the routes that only a cloud tenant has: CSRF tokens, identity providers, API keys, web integrations and OAuth clients. */
export function cloudRoutes(app: FastifyInstance, tenant: CloudTenant): void {
  const base = `/tenants/${tenant.id}`;

  const known = (name: string): User => {
    const user = tenant.findUser(name);
    if (user === undefined) {
      throw new AdminError(404, 'UNKNOWN_USER', `There is no user “${name}” in “${tenant.id}”.`);
    }
    return user;
  };

  app.post<{ Body: { user?: string } }>(
    `${base}/rotate-csrf`,
    { schema: { body: rotateBody }, preValidation: emptyBody },
    async ({ body: { user } }) => ({
      rotated: tenant.rotateCsrfTokens(user === undefined ? undefined : known(user)),
    }),
  );

  app.get(`${base}/identity-providers`, async () => ({
    data: tenant.identityProviders.all.map(providerAnswer),
  }));

  app.post<{ Body: IdentityProviderInput }>(
    `${base}/identity-providers`,
    { schema: { body: providerBody } },
    async (request, reply) => {
      try {
        return await reply.code(201).send(providerAnswer(tenant.identityProviders.put(request.body)));
      } catch (error) {
        throw error instanceof IdentityProviderError
          ? new AdminError(400, 'BAD_IDENTITY_PROVIDER', error.message, { cause: error })
          : error;
      }
    },
  );

  app.post<{ Body: { user: string; description?: string } }>(
    `${base}/api-keys`,
    { schema: { body: keyBody } },
    async (request, reply) => {
      const { user, description = 'Made by the operator' } = request.body;
      return reply.code(201).send({ token: await tenant.issueApiKey(known(user), description) });
    },
  );

  app.get(`${base}/oauth-clients`, async () => ({ data: tenant.clients.all.map(clientAnswer) }));

  app.post<{ Params: { clientId: string }; Body: { redirectUris: string[] } }>(
    `${base}/oauth-clients/:clientId/redirect-uris`,
    { schema: { body: redirectBody } },
    async ({ params: { clientId }, body: { redirectUris } }, reply) => {
      const wrong = redirectUris.find((redirectUri) => !isRedirectUri(redirectUri));
      if (wrong !== undefined) {
        throw new AdminError(400, 'BAD_REDIRECT_URI', `“${wrong}” has to be ${REDIRECT_URI_RULE}.`);
      }
      const client = tenant.clients.addRedirectUris(clientId, redirectUris);
      if (client === undefined) {
        throw new AdminError(
          404,
          'UNKNOWN_CLIENT',
          `There is no OAuth client “${clientId}” in “${tenant.id}”.`,
        );
      }
      return reply.code(201).send(clientAnswer(client));
    },
  );

  app.get(`${base}/web-integrations`, async () => ({ data: tenant.integrations.all }));

  app.post<{ Body: { name: string; validOrigins: string[] } }>(
    `${base}/web-integrations`,
    { schema: { body: integrationBody } },
    async (request, reply) => {
      const { name, validOrigins } = request.body;
      const integration = { id: objectId('web-integration', name), name, validOrigins };
      return reply.code(201).send(tenant.integrations.put(integration));
    },
  );
}

/** Never the secret. */
function clientAnswer({
  id,
  name,
  appType,
  redirectUris,
  allowedOrigins,
  allowedScopes,
}: OAuthClient): object {
  return { clientId: id, name, appType, redirectUris, allowedOrigins, allowedScopes };
}

function providerAnswer({ issuer, kid, algorithms, clockToleranceSec }: IdentityProvider): object {
  return { issuer, kid, algorithms, clockToleranceSec };
}

/** Treats a call without a body as a call with an empty object. */
async function emptyBody(request: { body: unknown }): Promise<void> {
  request.body ??= {};
}
