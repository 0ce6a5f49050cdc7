/** Where a socket wants to go: `/app/{appId}[/identity/{identity}][/ttl/{seconds}]`. */
export interface SocketPath {
  readonly appId: string;
  readonly identity?: string;
  readonly ttlSeconds?: number;
}

/**
 * Reads the path by which every platform names an app to the engine.
 * @param path without a query, and without what a platform puts in front of it
 * @returns undefined for any path that is none of an app.
 */
export function parseAppPath(path: string): SocketPath | undefined {
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
