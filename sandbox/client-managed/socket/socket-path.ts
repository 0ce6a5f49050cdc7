/** Where a socket wants to go: `/app/{appId}[/identity/{identity}][/ttl/{seconds}]`. */
export interface SocketPath {
  readonly appId: string;
  readonly identity?: string;
  readonly ttlSeconds?: number;
}

/** The name that clients use for "no app, only the engine": what is after `/app` may also be missing. */
const ENGINE_ONLY = 'engineData';

/** @returns undefined for any path that is none of an app. */
export function parseSocketPath(path: string): SocketPath | undefined {
  if (/^\/app\/?$/.test(path)) {
    return { appId: ENGINE_ONLY };
  }
  const match = /^\/app\/([^/]+)(?:\/identity\/([^/]+))?(?:\/ttl\/(\d{1,6}))?\/?$/.exec(path);
  if (match?.[1] === undefined) {
    return undefined;
  }
  try {
    return {
      appId: decodeURIComponent(match[1]),
      ...(match[2] === undefined ? {} : { identity: decodeURIComponent(match[2]) }),
      ...(match[3] === undefined ? {} : { ttlSeconds: Number(match[3]) }),
    };
  } catch (error) {
    if (error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}
