import { createHmac } from 'node:crypto';

/** Session apps are one session's own already. */
const IDENTITY = /^(\/app\/(?!SessionApp_|%3F)[^/?]+)(?:\/identity\/([^/?]*))?(?=[/?]|$)/;

/**
 * The path of an engine session, with an identity that belongs to one session here. Without it the engine gives all users of a shared
 * identity one session per app: they would see and change each other's selections.
 *
 * @param path such as `/app/<id>` or `/app/<id>/identity/<given>`; a page's own identity still tells its sessions apart
 * @param secret keeps others from computing the identity of a session
 * @see Qlik Associative Engine API, "Opening a session": sessions are shared by user, app and identity
 */
export function withOwnIdentity(
  path: string,
  { session, secret }: { readonly session: string; readonly secret: string },
): string {
  return path.replace(IDENTITY, (_, app: string, given = '') => {
    const own = createHmac('sha256', secret).update(`${session}/${given}`).digest('base64url').slice(0, 32);
    return `${app}/identity/${own}`;
  });
}
