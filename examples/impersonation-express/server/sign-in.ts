import { type Request, type RequestHandler, Router, urlencoded } from 'express';
import expressSession from 'express-session';
import type { ResolvedUser } from 'ngx-qlik-backend';

declare module 'express-session' {
  interface SessionData {
    /** Set by the sign-in. */
    user: { readonly id: string; readonly name: string };
  }
}

/** The users of this example. The tenant has users whose subject is the same id. */
const USERS = new Map([
  ['ada', 'Ada Lovelace'],
  ['grace', 'Grace Hopper'],
]);

/** The session of this application, in a cookie that scripts and other sites do not get. */
export function hostSession(): RequestHandler {
  const secret = process.env['SESSION_SECRET'];
  if (secret === undefined) throw new Error('SESSION_SECRET is missing.');
  return expressSession({
    secret,
    name: 'flights-session',
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
  });
}

/** Tells the Qlik backend who is signed in to this application; `undefined` when no user is. */
export function userOf(request: Request): ResolvedUser | undefined {
  const { user } = request.session;
  return user && { id: user.id, name: user.name, session: request.session.id };
}

/**
 * Sign-in and sign-out of this application.
 * @param endQlikSessions ends what the user has at Qlik
 */
export function signInRoutes(
  endQlikSessions: (userId: string, hostSessionId: string) => Promise<number>,
): Router {
  const router = Router();

  // This example has no passwords: put your own sign-in here.
  router.get('/login', (request, response) => {
    const returnTo = ownPath(request.query['returnTo']);
    const buttons = [...USERS].map(
      ([id, name]) => `<p><button name="user" value="${id}">${name}</button></p>`,
    );
    response.send(
      `<!doctype html><html lang="en"><title>Sign in</title><link rel="icon" href="data:,"><h1>Sign in</h1>
<form method="post" action="/login?returnTo=${encodeURIComponent(returnTo)}">${buttons.join('')}</form></html>`,
    );
  });

  router.post('/login', urlencoded({ extended: false }), (request, response, next) => {
    const { user: id } = request.body as { readonly user?: unknown };
    const name = typeof id === 'string' ? USERS.get(id) : undefined;
    if (typeof id !== 'string' || name === undefined) {
      response.status(400).send('There is no such user.');
      return;
    }
    // Another session id than before the sign-in: an attacker may have prepared that one.
    request.session.regenerate((error: unknown) => {
      if (error !== undefined && error !== null) {
        next(error);
        return;
      }
      request.session.user = { id, name };
      response.redirect(303, ownPath(request.query['returnTo']));
    });
  });

  router.get('/session', (request, response) => {
    response.set('Cache-Control', 'no-store').json({ user: request.session.user ?? null });
  });

  router.post('/logout', async (request, response) => {
    const { user, id } = request.session;
    if (user !== undefined) await endQlikSessions(user.id, id);
    await new Promise<void>((resolve) => request.session.destroy(() => resolve()));
    response.sendStatus(204);
  });

  return router;
}

/** A path of this site; never another site's address. */
function ownPath(wanted: unknown): string {
  return typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted) ? wanted : '/';
}
