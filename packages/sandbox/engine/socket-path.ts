/** The path of an engine socket: `/app/{appId}[/identity/{identity}][/ttl/{seconds}]`. */
export interface SocketPath {
  readonly appId: string;
  readonly identity?: string;
  readonly ttlSeconds?: number;
}

/** Whether an id is that of a session app, which the client names itself. */
export function isSessionApp(appId: string): boolean {
  return appId.startsWith('SessionApp_');
}

/**
 * Parses the path of an engine socket, which is the same on every platform.
 * @param path the path without query and without the platform's prefix
 * @returns undefined for any other path
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
