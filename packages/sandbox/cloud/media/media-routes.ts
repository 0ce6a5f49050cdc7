import type { FastifyInstance, FastifyReply } from 'fastify';
import { requireApp } from '../apps/app-access.ts';
import { itemActions } from '../items/item-actions.ts';
import type { Callers } from '../rest/caller.ts';
import { badBody, forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import { objectId } from '../users/object-id.ts';
import type { MediaFile } from './media-store.ts';
import { mediaAddress } from './media-address.ts';

/** Assumed: 10 MB for one image. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** What a text and image chart or a sheet can show, by file extension. */
const TYPES: Readonly<Record<string, string>> = {
  bmp: 'image/bmp',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

interface MediaParams {
  appId: string;
  '*': string;
}

/**
 * Images of an app (`/api/v1/apps/{appId}/media/…`, https://qlik.dev/apis/rest/apps/): who may open the app reads them, who may change it
 * adds and deletes them. A browser fetches them with its session, or with a token for web resources in the address.
 */
export function mediaRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { media } = tenant;
  api.addContentTypeParser(
    ['application/octet-stream', ...new Set(Object.values(TYPES))],
    { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES },
    (_request, body, done) => done(null, body),
  );

  const readable = (request: Parameters<Callers['credentialOf']>[0], appId: string): void => {
    requireApp(tenant, callers.credentialOf(request), appId);
  };
  const writable = (request: Parameters<Callers['credentialOf']>[0], appId: string): void => {
    const caller = callers.credentialOf(request);
    const item = requireApp(tenant, caller, appId);
    if (!itemActions(tenant, item, caller).includes('update'))
      throw forbidden('APPS', 'Your roles in the space do not let you change its apps.');
  };

  api.get<{ Params: MediaParams }>('/apps/:appId/media/files/*', async (request, reply) => {
    const { appId, '*': path } = request.params;
    readable(request, appId);
    const file = media.find(appId, decoded(path));
    if (file === undefined) throw notFound('APPS', 'The app has no such media file.');
    return send(reply, file);
  });

  api.get<{ Params: { appId: string } }>('/apps/:appId/media/thumbnail', async (request, reply) => {
    const { appId } = request.params;
    readable(request, appId);
    const path = tenant.apps.thumbnailOf(appId);
    const file = path === undefined ? undefined : media.find(appId, path);
    if (file === undefined) throw notFound('APPS', 'The app has no thumbnail.');
    return send(reply, file);
  });

  api.put<{ Params: MediaParams; Body: Buffer | null }>(
    '/apps/:appId/media/files/*',
    async (request, reply) => {
      const { appId, '*': given } = request.params;
      writable(request, appId);
      const path = checkedPath(decoded(given));
      if (!(request.body instanceof Buffer) || request.body.byteLength === 0)
        throw badBody('APPS', '/', 'The content of the file is wanted, as application/octet-stream.');
      if (media.find(appId, path) !== undefined)
        throw new QlikError(409, {
          code: 'APPS-409',
          title: 'Conflict',
          detail: `There is “${path}” already.`,
        });
      media.put(appId, { path, content: request.body });
      return reply.code(200).send();
    },
  );

  api.delete<{ Params: MediaParams }>('/apps/:appId/media/files/*', async (request, reply) => {
    const { appId, '*': path } = request.params;
    writable(request, appId);
    if (!media.remove(appId, decoded(path))) throw notFound('APPS', 'The app has no such media file.');
    return reply.code(200).send();
  });

  api.get<{ Params: MediaParams; Querystring: { show?: string } }>(
    '/apps/:appId/media/list/*',
    async (request) => {
      const { appId, '*': given } = request.params;
      readable(request, appId);
      const subpath = decoded(given).replace(/\/$/, '');
      const inside = media.of(appId).filter(({ path }) => subpath === '' || path.startsWith(`${subpath}/`));
      if (subpath !== '' && inside.length === 0)
        throw notFound('APPS', 'The app has no such folder of media.');
      const isRecursive = /^(r|recursive|a|all)$/.test(request.query.show ?? '');
      const depth = subpath === '' ? 0 : subpath.split('/').length;
      const files = inside.filter(({ path }) => isRecursive || path.split('/').length === depth + 1);
      return { data: files.map((file) => listed(appId, file)), library: 'media', subpath };
    },
  );
}

function send(reply: FastifyReply, { path, content }: MediaFile): FastifyReply {
  return (
    reply
      .type(typeOf(path) ?? 'application/octet-stream')
      // An SVG with a script that is opened by itself would be a page of the tenant.
      .headers({
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=3600',
      })
      .send(Buffer.from(content))
  );
}

function listed(appId: string, { path }: MediaFile): object {
  return {
    id: objectId('media', `${appId}/${path}`),
    name: path,
    type: typeOf(path) ?? 'application/octet-stream',
    link: mediaAddress(appId, path),
  };
}

function typeOf(path: string): string | undefined {
  return TYPES[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
}

/** @throws {QlikError} 400 */
function checkedPath(path: string): string {
  const isPath = path.split('/').every((step) => step !== '' && step !== '.' && step !== '..');
  if (isPath && !path.includes('\\') && typeOf(path) !== undefined) return path;
  throw badBody(
    'APPS',
    '/path',
    `A path with one of these extensions is wanted: ${Object.keys(TYPES).join(', ')}.`,
  );
}

/** Qlik's client encodes the slashes of a path too. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Decoded before: the name has a percent sign.
    return path;
  }
}
