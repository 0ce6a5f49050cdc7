import { parseAppPath, type SocketPath } from '../../engine/socket-path.ts';

/** The name that clients use for "no app, only the engine". The part after `/app` may also be missing. */
const ENGINE_ONLY = 'engineData';

/** @returns undefined for a path that is not an app's. */
export function parseSocketPath(path: string): SocketPath | undefined {
  return /^\/app\/?$/.test(path) ? { appId: ENGINE_ONLY } : parseAppPath(path);
}
