import { validateHeaderName, validateHeaderValue } from 'node:http';
import { defaultKind } from './fault-registry.ts';
import type { FaultInput } from './fault-rule.ts';

const closed = { type: 'object', additionalProperties: false };
const text = { type: 'string', minLength: 1, maxLength: 200 };
const path = { type: 'string', pattern: '^[/*]', maxLength: 200 };
const whole = (minimum: number, maximum: number): object => ({ type: 'integer', minimum, maximum });
const TEN_MINUTES = 600_000;

/** The schema of one effect with its members. */
function effect(type: string, properties: object = {}, required: readonly string[] = []): object {
  return { ...closed, properties: { type: { const: type }, ...properties }, required: ['type', ...required] };
}

const moment = {
  at: { type: 'string', enum: ['now', 'accepted', 'call'] },
  method: text,
  afterMs: whole(0, TEN_MINUTES),
};

const texts = {
  type: 'object',
  minProperties: 1,
  maxProperties: 30,
  additionalProperties: { type: 'string', maxLength: 2000 },
};

const match = {
  ...closed,
  properties: {
    path: { anyOf: [path, { type: 'array', minItems: 1, maxItems: 20, items: path }] },
    method: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] },
    user: text,
    kind: { type: 'string', enum: ['http', 'websocket'] },
  },
};

/** The body that adds a fault: a `FaultInput`. */
export const faultBody = {
  ...closed,
  required: ['effect'],
  properties: {
    id: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,59}$' },
    match,
    count: whole(1, 1_000_000),
    skip: whole(0, 1_000_000),
    effect: {
      type: 'object',
      required: ['type'],
      discriminator: { propertyName: 'type' },
      oneOf: [
        effect('delay', { ms: whole(1, TEN_MINUTES) }, ['ms']),
        effect('never-answer'),
        effect(
          'status',
          {
            status: whole(200, 599),
            headers: {
              type: 'object',
              maxProperties: 30,
              additionalProperties: { type: 'string', maxLength: 2000 },
            },
            retryAfter: {
              ...closed,
              required: ['seconds', 'as'],
              properties: { seconds: whole(0, 86_400), as: { type: 'string', enum: ['seconds', 'date'] } },
            },
            body: { anyOf: [{ type: 'object' }, { type: 'array' }, { type: 'string', maxLength: 50_000 }] },
          },
          ['status'],
        ),
        effect('cut-off'),
        effect(
          'replace-body',
          { contentType: text, body: { type: 'string', maxLength: 50_000 }, status: whole(200, 599) },
          ['contentType', 'body'],
        ),
        effect('rewrite-next', { origin: { type: 'string', pattern: '^https?://[^/?#@\\s\\\\]+$' } }, [
          'origin',
        ]),
        effect('no-cors'),
        effect('set-headers', { headers: texts }, ['headers']),
        effect('rewrite-redirect', { parameters: texts }, ['parameters']),
        effect(
          'close-socket',
          { ...moment, code: whole(1000, 4999), reason: { type: 'string', maxLength: 100 } },
          ['at', 'code'],
        ),
        effect('silent-socket', moment, ['at']),
      ],
    },
  },
};

/** Effects for both handshakes and requests. */
const FOR_EITHER: ReadonlySet<string> = new Set(['delay', 'never-answer', 'status']);
/** The server writes these itself; a second one would be another fault than the requested one. */
const FRAMING: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
]);

/** Checks the rules that the schema cannot express. @returns a message that names the wrong field, or undefined. */
export function wrongField({ match, effect }: FaultInput): string | undefined {
  const usual = defaultKind(effect);
  if (match?.kind !== undefined && match.kind !== usual && !FOR_EITHER.has(effect.type)) {
    return `body/match/kind must be ${usual} for the effect ${effect.type}`;
  }
  if (match?.kind === 'websocket' && match.method !== undefined && match.method !== 'GET') {
    return 'body/match/method must be GET for sockets, because handshakes are GET requests';
  }
  if (effect.type === 'close-socket' && !isCloseCode(effect.code)) {
    return 'body/effect/code must be 1000 to 1003, 1006 to 1014 or 3000 to 4999 (RFC 6455, section 7.4)';
  }
  if ('at' in effect && effect.at !== 'call' && effect.method !== undefined) {
    return 'body/effect/method goes with "at": "call" only';
  }
  if (effect.type === 'replace-body' && !isHeader('content-type', effect.contentType)) {
    return 'body/effect/contentType must be the value of a header';
  }
  const hasHeaders = effect.type === 'status' || effect.type === 'set-headers';
  const headers = hasHeaders ? Object.entries(effect.headers ?? {}) : [];
  const bad = headers.find(([name, value]) => FRAMING.has(name.toLowerCase()) || !isHeader(name, value));
  return bad === undefined
    ? undefined
    : `body/effect/headers/${bad[0]} must be a header that an answer may have`;
}

function isCloseCode(code: number): boolean {
  return (code >= 3000 && code <= 4999) || (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005);
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    // Node throws for a header that would break the answer's framing; the result reports it.
    return false;
  }
}
