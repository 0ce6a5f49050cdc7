import { z } from 'zod';
import { CONNECTION_TYPES } from '../configuration/connection-shapes.ts';

const dateTime = z.iso.datetime();
const path = z.string().regex(/^\//);

/** The body of each refusal (RFC 9457); the codes are in `docs/backend-errors.md`. */
export const problemAnswer = z
  .looseObject({
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('Stable, for programs.'),
    detail: z.string(),
    remedy: z.string().optional().describe('What solves it, in a sentence.'),
    connection: z.string().optional().describe('The id of the connection.'),
    signIn: path.optional().describe('Where to sign in, for 401.'),
  })
  .meta({ id: 'Problem' });

const user = z
  .strictObject({ id: z.string(), name: z.string(), email: z.string().optional() })
  .meta({ id: 'User' });

/** Who is signed in to the application. */
export const sessionAnswer = z
  .strictObject({
    user: user.nullable(),
    signIn: path.optional().describe('Where to sign in, with `?returnTo=/path`.'),
  })
  .meta({ id: 'Session' });

export const signOutAnswer = z
  .strictObject({ next: z.string().describe('Where the browser goes on, to the identity provider.') })
  .meta({ id: 'SignOut' });

export const endedAnswer = z
  .strictObject({ ended: z.number().int().describe('The number of sessions.') })
  .meta({ id: 'Ended' });

export const accessTokenAnswer = z
  .strictObject({ accessToken: z.string(), expiresAt: dateTime })
  .meta({ id: 'AccessToken' });

export const jwtAnswer = z.strictObject({ jwt: z.string(), expiresAt: dateTime }).meta({ id: 'Jwt' });

export const ticketAnswer = z
  .strictObject({ ticket: z.string().describe('Good once, for a minute.') })
  .meta({ id: 'Ticket' });

/** The sign-in at one connection. */
export const connectionSessionAnswer = z
  .strictObject({
    type: z.enum(CONNECTION_TYPES),
    hostUser: z.strictObject({ id: z.string(), name: z.string() }),
    isSignedIn: z.boolean(),
    signIn: path.optional().describe('With `oauth2-web`: where to sign in at the tenant.'),
    user: z.looseObject({}).optional().describe('With `oauth2-web`, when signed in: the user at the tenant.'),
  })
  .meta({ id: 'ConnectionSession' });

export const healthAnswer = z
  .strictObject({ status: z.enum(['ok', 'unavailable']), problems: z.array(z.string()).optional() })
  .meta({ id: 'Health' });
