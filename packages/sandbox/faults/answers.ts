import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { isRecord } from '../json/is-record.ts';
import type { StatusEffect } from './fault-rule.ts';

/** An answer of a fault in place of the real one. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Time limit for sending half a body before the connection is closed. */
const FLUSH_LIMIT_MS = 2_000;

/** Returns the answer of a status effect. @param now milliseconds since 1970, by the server's clock */
export function answerOf(effect: StatusEffect, now: number): FaultAnswer {
  const { status, retryAfter } = effect;
  const isText = typeof effect.body === 'string';
  const headers: Record<string, string> = {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
  };
  if (retryAfter !== undefined) {
    headers['retry-after'] =
      retryAfter.as === 'seconds'
        ? String(retryAfter.seconds)
        : // The header has whole seconds only: rounded up, so that it is never too early.
          new Date(Math.ceil(now / 1000 + retryAfter.seconds) * 1000).toUTCString();
  }
  for (const [name, value] of Object.entries(effect.headers ?? {})) {
    headers[name.toLowerCase()] = value;
  }
  return {
    status,
    headers,
    body: typeof effect.body === 'string' ? effect.body : JSON.stringify(effect.body ?? errorBody(status)),
  };
}

/** Returns an error body in the form of Qlik's REST APIs. */
function errorBody(status: number): object {
  const title = STATUS_CODES[status] ?? 'Error';
  return { errors: [{ code: `HTTP-${status}`, title, status: String(status) }], traceId: 'fault' };
}

/** Reads a payload of Fastify's hooks completely. */
export async function readBody(payload: unknown): Promise<Buffer> {
  if (typeof payload === 'string' || payload instanceof Uint8Array) {
    return Buffer.from(payload);
  }
  if (!(payload instanceof Readable)) {
    return Buffer.alloc(0);
  }
  const parts: Buffer[] = [];
  for await (const part of payload as AsyncIterable<Buffer | string>) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

/** Releases a payload that is not sent. */
export function discard(payload: unknown): void {
  if (payload instanceof Readable) {
    payload.destroy();
  }
}

/** Returns a stream of the first half of a body that then breaks the connection. */
export function firstHalf(body: Buffer, response: ServerResponse): Readable {
  async function* send(): AsyncGenerator<Buffer> {
    yield body.subarray(0, Math.ceil(body.length / 2));
    // Unsent data would be lost with the connection, and the client would get less than half.
    const limit = Date.now() + FLUSH_LIMIT_MS;
    do {
      await pause(5);
    } while (response.socket?.writableLength !== 0 && !response.destroyed && Date.now() < limit);
    response.socket?.destroy();
  }
  return Readable.from(send());
}

/**
 * The body with `links.next.href` on another host.
 * @returns undefined where there is no such link.
 */
export function nextLinkOf(payload: unknown): { readonly body: object; readonly href: string } | undefined {
  if (typeof payload !== 'string' || !payload.includes('"next"')) {
    return undefined;
  }
  try {
    const body: unknown = JSON.parse(payload);
    const href = read(body, 'links', 'next', 'href');
    return isRecord(body) && typeof href === 'string' ? { body, href } : undefined;
  } catch {
    // Not JSON, so it has no links.
    return undefined;
  }
}

/** Moves a link to another origin; path and query stay. */
export function moveNextLink({ body, href }: { body: object; href: string }, origin: string): string {
  const { pathname, search } = new URL(href, origin);
  const links: unknown = Reflect.get(body, 'links');
  const moved = { ...(links as object), next: { href: `${origin}${pathname}${search}` } };
  return JSON.stringify({ ...body, links: moved });
}

/** Removes the CORS headers from an answer just before it is sent, so that the order of hooks does not matter. */
export function dropCorsHeaders(response: ServerResponse): void {
  const write = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: unknown[]) => {
    for (const name of response.getHeaderNames().filter(isCorsHeader)) {
      response.removeHeader(name);
    }
    const headers = rest.find((part) => typeof part === 'object' && part !== null) ?? {};
    const kept = Object.entries(headers).filter(([name]) => !isCorsHeader(name));
    return write(status, Object.fromEntries(kept) as OutgoingHttpHeaders);
  };
}

function isCorsHeader(name: string): boolean {
  return name.toLowerCase().startsWith('access-control-');
}

function read(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => (isRecord(inner) ? inner[step] : undefined), value);
}
