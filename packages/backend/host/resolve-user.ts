import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { HostUser } from '../accounts/host-user.ts';
import { Problem } from '../errors/problem.ts';

/** A user whom the host application has signed in. */
export interface ResolvedUser {
  /** Unique in the host application and stable; what user mappings and `onlyUsers` compare. At most 256 characters. */
  readonly id: string;
  /** Shown to the user. Default: the id. */
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  /** Whether the host verified the address; without it, an address is not used to name the user at Qlik. */
  readonly isEmailVerified?: boolean | undefined;
  readonly groups?: readonly string[] | undefined;
  /** The host's own session, when a user may have several: each is signed out separately. Never sent to anyone. */
  readonly session?: string | undefined;
  /** Milliseconds since 1970 until which the user is known, such as a token's `exp` × 1000; WebSockets are closed then. */
  readonly expiresAt?: number | undefined;
}

/**
 * Returns who sent a request, by the host application's own sign-in; `undefined` when no user is signed in. Called for each request to the
 * backend, WebSocket handshakes included, also for those that the limits per user and address then refuse, so it should be quick.
 */
export type ResolveUser<R = IncomingMessage> = (
  request: R,
) => ResolvedUser | undefined | null | Promise<ResolvedUser | undefined | null>;

/** A user of the host application with the session's key and end. */
export interface ReadUser {
  readonly user: HostUser;
  readonly session: string;
  readonly expiresAt: number | undefined;
}

/** A database or an identity provider must have answered by then. */
const LIMIT_MS = 10_000;
const MAX_ID = 256;

/** Half a surrogate pair has no UTF-8: written, it is the same replacement character for each of them. */
const HALF_PAIR = /\p{Surrogate}/u;

/** In milliseconds 1973, in seconds the year 5138. */
const FIRST_MS = 1e11;

const text = z
  .string()
  .min(1)
  .max(MAX_ID)
  .refine((given) => !HALF_PAIR.test(given), 'has half a surrogate pair');
const shape = z.object({
  id: text,
  name: text.optional(),
  email: text.optional(),
  isEmailVerified: z.boolean().optional(),
  groups: z.array(text).max(1_000).optional(),
  session: z.string().max(1_024).optional(),
  expiresAt: z
    .number()
    .min(FIRST_MS, 'is in milliseconds since 1970; a JWT’s exp is in seconds: exp * 1000')
    .optional(),
});

/**
 * Calls `resolveUser`, and checks what it returns.
 * @throws {Problem} 500 when it fails or returns what is no user, 503 when it takes too long
 */
export async function readUser(
  resolveUser: ResolveUser,
  request: IncomingMessage,
  limitMs = LIMIT_MS,
): Promise<ReadUser | undefined> {
  const resolved = await inTime(resolveUser, request, limitMs);
  if (resolved === undefined || resolved === null) return undefined;
  const { data, error } = shape.safeParse(resolved, { reportInput: false });
  if (error !== undefined) throw invalidUser(error);
  const { id, name = id, email, isEmailVerified, groups, session: hostSession = '', expiresAt } = data;
  if (expiresAt !== undefined && expiresAt <= Date.now()) return undefined;
  return {
    user: {
      id,
      name,
      ...(email === undefined ? {} : { email }),
      ...(isEmailVerified === undefined ? {} : { isEmailVerified }),
      ...(groups === undefined ? {} : { groups }),
    },
    session: hostSession,
    expiresAt,
  };
}

async function inTime(
  resolveUser: ResolveUser,
  request: IncomingMessage,
  limitMs: number,
): Promise<ResolvedUser | undefined | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate(limitMs)), limitMs);
  });
  try {
    return await Promise.race([callIt(resolveUser, request), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function callIt(
  resolveUser: ResolveUser,
  request: IncomingMessage,
): Promise<ResolvedUser | undefined | null> {
  try {
    return await resolveUser(request);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(500, 'host-user-failed', 'The application could not tell who is signed in.', {
      remedy: 'The log of the backend has the error of resolveUser.',
      cause,
    });
  }
}

function tooLate(limitMs: number): Problem {
  return new Problem(503, 'host-user-late', 'The application took too long to tell who is signed in.', {
    remedy: `Try again. resolveUser must answer within ${limitMs / 1000} seconds.`,
    headers: { 'retry-after': '5' },
  });
}

function invalidUser(error: z.ZodError): Problem {
  const fields = error.issues.map(({ path, message }) => `${path.join('.') || 'the user'}: ${message}`);
  return new Problem(500, 'host-user-invalid', 'The application named no usable user.', {
    remedy: `resolveUser returned what cannot be used (${fields.join('; ')}).`,
  });
}
