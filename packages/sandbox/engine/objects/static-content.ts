import type { JsonObject } from '../protocol/json.ts';

const MEDIA = '/media/';

/** The relative address of a file in an app's media, as properties have it. @param path such as `logos/qlik.png` */
export function mediaUrl(path: string): string {
  return MEDIA + path;
}

/** The path of a file in an app's media by its relative address; `undefined` for other addresses. */
export function mediaPath(url: unknown): string | undefined {
  return typeof url === 'string' && url.startsWith(MEDIA) ? url.slice(MEDIA.length) : undefined;
}

/** `StaticContentUrl` of a definition: an image of the app's media is in the REST API of a tenant, as in Qlik Cloud (assumed). */
export function staticContent(definition: JsonObject, appId: string): JsonObject {
  const path = mediaPath(definition['qUrl']);
  return path === undefined
    ? definition
    : { ...definition, qUrl: `/api/v1/apps/${appId}/media/files/${path}` };
}
