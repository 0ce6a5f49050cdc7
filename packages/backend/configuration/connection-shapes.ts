import { z } from 'zod';
import { hasSafeScheme } from '../security/safe-scheme.ts';
import { READING_METHODS, RULE_METHODS } from '../access/default-rules.ts';
import { isPathPattern } from '../access/path-pattern.ts';
import { baseAddress } from './base-address.ts';
import {
  authoritiesValue,
  certificateValue,
  fittingKeys,
  privateKeyValue,
  tlsKeyValue,
} from './key-values.ts';
import { provisioningShape } from './provisioning-shape.ts';
import { type SecretSources, secretValue } from './secret-value.ts';
import { userMappingShape } from './user-mapping.ts';

/** `https://host[/prefix]`, without a slash at the end. */
const address = z.string().transform((written, context) => {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (
    url === undefined ||
    !hasSafeScheme(url) ||
    url.username + url.password + url.search + url.hash !== ''
  ) {
    context.addIssue({
      code: 'custom',
      message: 'expected an address such as https://tenant.eu.qlikcloud.com (http:// on localhost only)',
    });
    return z.NEVER;
  }
  return baseAddress(url);
});

const name = z.string().min(1).max(200);
const asciiName = z.string().regex(/^[\w.@-]+( [\w.@-]+)*$/, 'expected letters, digits and -._@');
const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'expected the name of a header');
const claimName = z.string().regex(/^[\w.:/-]{1,100}$/, 'expected the name of a claim');
const path = z.string().regex(/^\/[\w./~-]+$/, 'expected a path such as /auth/callback');
const seconds = (least: number, most: number, fallback: number) =>
  z.number().int().min(least).max(most).default(fallback);

/** `http://[user:password@]proxy:port`, or https; a secret, because of the password. */
function proxyAddress(sources: SecretSources) {
  return secretValue(sources).transform((written, context) => {
    const url = URL.canParse(written) ? new URL(written) : undefined;
    if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') {
      if (url.password !== '') sources.onSecret(url.password);
      return url.href;
    }
    context.addIssue({
      code: 'custom',
      message: 'expected the address of a proxy such as http://proxy:3128',
    });
    return z.NEVER;
  });
}

/** Qlik Cloud refuses JWTs with more than an hour between `nbf` and `exp`. */
const CLOUD_JWT_SECONDS = 3_600;

/** Rules for relayed requests, in addition to or instead of the default. */
const allow = z
  .union(
    [
      z.literal('all'),
      z.array(
        z.union([
          z.literal('default'),
          z.strictObject({
            methods: z.array(z.enum(RULE_METHODS)).min(1),
            path: z.string().refine(isPathPattern),
          }),
        ]),
      ),
    ],
    {
      error:
        'expected "all", or a list of "default" and { "methods": ["GET"], "path": "/api/v1/spaces/**" }; ' +
        `methods are ${RULE_METHODS.join(', ')}, * is one segment, ** at the end the rest`,
    },
  )
  .optional();

/** The shapes of all connections of a secrets file, by `type`. */
export function connectionShape(sources: SecretSources) {
  const secret = secretValue(sources);
  const privateKey = privateKeyValue(sources);
  const ca = authoritiesValue(sources).optional();
  const common = {
    /** Ids of the host's users who may use the connection, beside those of `onlyGroups`. */
    onlyUsers: z.array(z.string().min(1)).optional(),
    /** Groups of the host's users, as the identity provider has them, whose members may use the connection. */
    onlyGroups: z.array(z.string().min(1)).optional(),
    /** All signed-in users may use the connection; without it and the two lists, a shared identity does not start (`audience.ts`). */
    audience: z.literal('everyone-signed-in').optional(),
    timeoutSeconds: seconds(1, 300, 30),
    /** PEM of the authorities that Qlik's certificate is verified against, in place of Node's own. */
    ca,
    /** The proxy that all requests of the connection go through, WebSockets included. */
    proxy: proxyAddress(sources).optional(),
  };
  const cloud = { ...common, host: address };
  const relayed = { allow };
  /** What the identity may be used for. Default: reading only. */
  const shared = { ...relayed, access: z.enum(['read', 'full']).default('read') };
  const client = { clientId: name, clientSecret: secret };
  const certificate = {
    /** PEM: `client.pem` and `client_key.pem` of the certificates that the management console exports; `root.pem` is the `ca`. */
    certificate: certificateValue(sources),
    key: tlsKeyValue(sources),
  };
  const directory = { userDirectory: asciiName, user: userMappingShape };
  const shapes = z.discriminatedUnion('type', [
    z.strictObject({
      ...cloud,
      ...client,
      type: z.literal('oauth2-impersonation'),
      scope: name.default('user_default'),
      /** How `user_lookup` finds the user. */
      lookup: z.enum(['subject', 'userId']).default('subject'),
      user: userMappingShape,
      /** Users, groups and spaces that are kept at the tenant. Off without it. */
      provisioning: provisioningShape(sources).optional(),
    }),
    z.strictObject({
      ...cloud,
      ...client,
      ...relayed,
      type: z.literal('oauth2-web'),
      scope: name.default('user_default offline_access'),
      /** Where the tenant sends users back to, registered as redirect URL; default `/api/qlik/<id>/callback`. */
      redirectPath: path.optional(),
    }),
    z.strictObject({
      ...cloud,
      ...client,
      ...shared,
      type: z.literal('m2m'),
      scope: name.default('user_default'),
    }),
    z.strictObject({
      ...cloud,
      type: z.literal('jwt'),
      issuer: name,
      keyId: name,
      privateKey,
      algorithm: z.enum(['RS256', 'RS512', 'ES384']).default('RS256'),
      lifetimeSeconds: seconds(30, CLOUD_JWT_SECONDS, 300),
      groups: z.boolean().default(false),
      user: userMappingShape,
    }),
    z.strictObject({ ...cloud, ...shared, type: z.literal('apikey'), apiKey: secret }),
    z.strictObject({
      ...common,
      ...certificate,
      ...directory,
      type: z.literal('ticket'),
      /** The Proxy Service API, port 4243. */
      proxyService: address,
      /** Prefix of the virtual proxy; empty for the default one. */
      virtualProxy: z
        .string()
        .regex(/^[a-z0-9._~-]*$/, 'expected the prefix of a virtual proxy')
        .default(''),
      groups: z.boolean().default(false),
    }),
    z.strictObject({
      ...cloud,
      ...directory,
      ...relayed,
      type: z.literal('header'),
      headerName,
      /** `{directory}` and `{user}` are replaced. */
      headerValue: z
        .string()
        .regex(/^[\x20-\x7e]*\{user\}[\x20-\x7e]*$/, 'expected a pattern with {user} in it')
        .default('{directory}\\{user}'),
    }),
    z.strictObject({
      ...common,
      ...directory,
      type: z.literal('jwt-virtual-proxy'),
      privateKey,
      algorithm: z.enum(['RS256', 'RS384', 'RS512']).default('RS256'),
      userIdClaim: claimName.default('userId'),
      userDirectoryClaim: claimName.default('userDirectory'),
      lifetimeSeconds: seconds(30, CLOUD_JWT_SECONDS, 120),
      groups: z.boolean().default(false),
    }),
    z.strictObject({
      ...common,
      ...certificate,
      ...directory,
      ...shared,
      type: z.literal('pfx'),
      /** Port 4747. */
      engine: address,
      /** Port 4242. */
      repository: address,
      /** One Qlik user for all, instead of each user's own. */
      asUser: asciiName.optional(),
    }),
  ]);
  return shapes.check(fittingKeys).superRefine((connection, context) => {
    for (const [field, message] of accessFaults(connection)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });
}

interface AccessFields {
  readonly type: ConnectionType;
  readonly asUser?: string | undefined;
  readonly onlyUsers?: readonly string[] | undefined;
  readonly onlyGroups?: readonly string[] | undefined;
  readonly audience?: 'everyone-signed-in' | undefined;
  readonly access?: 'read' | 'full' | undefined;
  readonly allow?: z.infer<typeof allow>;
  readonly lookup?: 'subject' | 'userId' | undefined;
  readonly provisioning?: object | undefined;
}

/** Returns the problems between fields that are valid separately: the field, and what to write. */
function accessFaults(connection: AccessFields): readonly (readonly [field: string, message: string])[] {
  const { onlyUsers, onlyGroups, audience, access } = connection;
  const faults: (readonly [string, string])[] = [];
  const hasList = onlyUsers !== undefined || onlyGroups !== undefined;
  if (audience !== undefined && hasList) {
    faults.push(['audience', 'is for all users, onlyUsers and onlyGroups for some: leave out one of them']);
  }
  if (connection.provisioning !== undefined && connection.lookup === 'userId') {
    faults.push(['provisioning', 'finds and creates users by their subject, which "lookup" must be']);
  }
  if (access === 'read' && Array.isArray(connection.allow)) {
    const writing = connection.allow
      .flatMap((rule) => (rule === 'default' ? [] : rule.methods))
      .find((method) => method !== 'WEBSOCKET' && !READING_METHODS.some((each) => each === method));
    if (writing !== undefined) {
      faults.push(['allow', `${writing} changes something, which needs "access": "full"`]);
    }
  }
  return faults;
}

type AnyConnection = z.infer<ReturnType<typeof connectionShape>>;

export type ConnectionType = AnyConnection['type'];

/** The auth types whose secret the backend keeps. */
export const CONNECTION_TYPES = [
  ...(['oauth2-impersonation', 'oauth2-web', 'm2m', 'apikey', 'jwt'] as const),
  ...(['ticket', 'jwt-virtual-proxy', 'header', 'pfx'] as const),
] as const satisfies readonly ConnectionType[];

/** A connection of the secrets file, by its type, with its id. */
export type BackendConnection<T extends ConnectionType = ConnectionType> = Readonly<
  Extract<AnyConnection, { type: T }> & { readonly id: string }
>;
