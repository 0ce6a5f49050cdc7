import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  answerOf,
  discard,
  dropCorsHeaders,
  firstHalf,
  moveNextLink,
  nextLinkOf,
  readBody,
} from './answers.ts';
import type { FaultRegistry, FaultSubject } from './fault-registry.ts';
import type { EffectOf } from './fault-rule.ts';
import type { ServerClock } from './server-clock.ts';

/** The faults of a server, and its functions that faults need. */
export interface HttpFaultOptions {
  readonly registry: FaultRegistry;
  readonly clock: ServerClock;
  /** The name of a request's user, once it is known. */
  readonly userOf: (request: IncomingMessage) => string | undefined;
  /** Writes a request that gets no answer into the log, with status 0. */
  readonly logUnanswered: (request: IncomingMessage) => void;
}

type Replacement = EffectOf<'status' | 'never-answer' | 'cut-off' | 'replace-body' | 'rewrite-next'>;

/**
 * Adds hooks that apply the faults to the requests of a server. Call it before the routes are registered.
 *
 * Faults that replace the answer apply after authentication, so that the user is known and pages of other origins can read
 * the answer. For calls refused earlier, and users known later, they apply when the answer is sent.
 */
export function addHttpFaults(app: FastifyInstance, options: HttpFaultOptions): void {
  const { registry, clock } = options;
  const answered = new WeakSet<IncomingMessage>();
  const subjectOf = ({ raw, method, url }: FastifyRequest): FaultSubject => ({
    request: raw,
    kind: 'http',
    method,
    path: url.split('?')[0] ?? '',
    user: options.userOf(raw),
  });

  app.addHook('preParsing', async (request, reply, payload) => {
    if (registry.isEmpty) {
      return payload;
    }
    const subject = subjectOf(request);
    await delay(registry, subject);
    const fault = registry.apply(subject, ['status', 'never-answer']);
    if (fault?.effect.type === 'never-answer') {
      await leaveUnanswered(fault.id, request, options);
    } else if (fault?.effect.type === 'status') {
      answered.add(request.raw);
      const { status, headers, body } = answerOf(fault.effect, clock.now());
      await reply.code(status).headers(headers).send(body);
    }
    return payload;
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (clock.offsetSeconds !== 0) {
      reply.header('date', new Date(clock.now()).toUTCString());
    }
    if (registry.isEmpty) {
      return payload;
    }
    const subject = subjectOf(request);
    if (registry.apply(subject, ['no-cors']) !== undefined) {
      dropCorsHeaders(reply.raw);
    }
    setHeaders(registry, subject, reply);
    if (answered.has(request.raw)) {
      return payload;
    }
    await delay(registry, subject);
    const next = nextLinkOf(payload);
    const fault = registry.apply(
      subject,
      ['status', 'never-answer', 'cut-off', 'replace-body', 'rewrite-next'],
      ({ type }) => type !== 'rewrite-next' || next !== undefined,
    );
    if (fault?.effect.type === 'never-answer') {
      discard(payload);
      await leaveUnanswered(fault.id, request, options);
    }
    return fault === undefined ? payload : replace(fault.effect, reply, { payload, now: clock.now() });
  });
}

/** Applies the effects that change headers only. */
function setHeaders(registry: FaultRegistry, subject: FaultSubject, reply: FastifyReply): void {
  const added = registry.apply(subject, ['set-headers']);
  if (added !== undefined) {
    reply.headers(added.effect.headers);
  }
  const location = reply.getHeader('location');
  if (typeof location !== 'string') {
    return;
  }
  const redirected = registry.apply(subject, ['rewrite-redirect'], () => URL.canParse(location));
  if (redirected !== undefined) {
    const url = new URL(location);
    for (const [name, value] of Object.entries(redirected.effect.parameters)) {
      url.searchParams.set(name, value);
    }
    reply.header('location', url.href);
  }
}

/** Waits for the sum of all matching delays. */
async function delay(registry: FaultRegistry, subject: FaultSubject): Promise<void> {
  let fault = registry.apply(subject, ['delay']);
  while (fault !== undefined) {
    await pause(fault.effect.ms, undefined, { ref: false });
    fault = registry.apply(subject, ['delay']);
  }
}

/** Never resolves: the connection ends when the caller aborts, the fault is removed or the server stops. */
async function leaveUnanswered(
  id: string,
  { raw }: FastifyRequest,
  options: HttpFaultOptions,
): Promise<never> {
  options.logUnanswered(raw);
  const forget = options.registry.onRemove(id, () => raw.socket.destroy());
  raw.socket.once('close', forget);
  return new Promise<never>(() => undefined);
}

async function replace(
  effect: Replacement,
  reply: FastifyReply,
  { payload, now }: { readonly payload: unknown; readonly now: number },
): Promise<unknown> {
  switch (effect.type) {
    case 'cut-off': {
      const body = await readBody(payload);
      reply.header('content-length', body.length);
      return firstHalf(body, reply.raw);
    }
    case 'rewrite-next': {
      const next = nextLinkOf(payload);
      return next === undefined ? payload : replaceBody(reply, moveNextLink(next, effect.origin));
    }
    case 'replace-body':
      discard(payload);
      reply.code(effect.status ?? reply.statusCode).header('content-type', effect.contentType);
      return replaceBody(reply, effect.body);
    case 'status': {
      discard(payload);
      const { status, headers, body } = answerOf(effect, now);
      reply.code(status).headers(headers);
      return replaceBody(reply, body);
    }
    case 'never-answer':
      return payload;
  }
}

/** Removes the headers of the former body. Returns the new body. */
function replaceBody(reply: FastifyReply, body: string): string {
  for (const name of ['content-length', 'content-encoding', 'etag', 'last-modified']) {
    reply.removeHeader(name);
  }
  return body;
}
