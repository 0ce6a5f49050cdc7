import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import Fastify from 'fastify';
import { logOptions } from './log-options.ts';
import { Redaction } from './redaction.ts';
import { anyText } from '../testing/any-text.ts';

const RUNS = Number(process.env['FORGED_REQUESTS'] ?? 2_000) / 4;
const PLACEHOLDER = 'placeholder';

/** Each writes the secret to a different place of a line. */
const PLACES: Readonly<Record<string, (log: Logger, text: string) => void>> = {
  message: (log, text) => log.info(`it is ${text}, at last`),
  'the whole message': (log, text) => log.info(text),
  member: (log, text) => log.info({ some: { deep: [{ member: `x${text}` }] } }, 'm'),
  'name of a member': (log, text) => log.info({ some: { [text]: 1 } }, 'm'),
  error: (log, text) => log.error({ err: new Error(`failed with ${text}`) }, 'm'),
  cause: (log, text) =>
    log.error(
      { err: new Error('outer', { cause: new TypeError('inner', { cause: new Error(text) }) }) },
      'm',
    ),
  'member of an error': (log, text) =>
    log.error({ err: Object.assign(new Error('e'), { sent: { text } }) }, 'm'),
  'JSON in a message': (log, text) => log.info(`body ${JSON.stringify({ text })}`),
  'JSON in JSON in a message': (log, text) => log.info(JSON.stringify({ body: JSON.stringify({ text }) })),
  'a query': (log, text) => log.info(`/path?x=${encodeURIComponent(text)}&y=1`),
  'a form': (log, text) => log.info(new URLSearchParams({ x: text }).toString()),
  'an address': (log, text) => {
    const address = new URL('https://host.example/');
    address.password = text;
    log.info(address.href);
  },
  base64: (log, text) => log.info(`value ${Buffer.from(text).toString('base64')}`),
  base64url: (log, text) => log.info({ value: Buffer.from(text).toString('base64url') }, 'm'),
  'credentials of Basic': (log, text) =>
    log.info({ sent: Buffer.from(`user:${text}`).toString('base64') }, 'm'),
  'credentials of Basic with more': (log, text) =>
    log.info({ sent: Buffer.from(`me:${text}:more`).toString('base64url') }, 'm'),
};

interface Logger {
  info(...what: unknown[]): void;
  error(...what: unknown[]): void;
}

let current = new Redaction();
let lines: string[] = [];
/** One for all cases, each of which has a redaction of its own: to make a server takes longer than to write a line. */
const { log } = Fastify({
  logger: logOptions(
    'trace',
    Object.assign(new Redaction(), { apply: (line: string) => current.apply(line) }),
    { write: (line) => void lines.push(line) },
  ),
});

function write(place: string, text: string, secret: string): string {
  current = new Redaction();
  current.add('another-secret-of-the-process');
  current.add(secret);
  lines = [];
  PLACES[place]?.(log, text);
  return lines.join('');
}

/** Each text in a line, decoded. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsOf(each)]);
}

const secrets = fc.oneof(
  fc.string({ minLength: 6, maxLength: 40 }),
  anyText({ minLength: 6, maxLength: 40 }),
  fc.string({
    minLength: 6,
    maxLength: 20,
    unit: fc.constantFrom(...Array.from('"\\/\n\r\tnu0aé€😀%+ =&?#\'<>')),
  }),
  fc.base64String({ minLength: 8, maxLength: 64 }),
);

describe('the redaction of any secret', () => {
  for (const place of Object.keys(PLACES)) {
    it(`leaves it nowhere: ${place} (${RUNS} generated)`, () => {
      const withoutSecret = write(place, PLACEHOLDER, 'none at all');
      fc.assert(
        fc.property(secrets, (secret) => {
          // Is not logged as a name.
          fc.pre(secret !== '__proto__');
          // What is in a line without the secret does not come from it.
          fc.pre(!withoutSecret.includes(secret) && !'[redacted]'.includes(secret));
          const raw = write(place, secret, secret);
          const texts = raw
            .split('\n')
            .filter((line) => line !== '')
            .flatMap((line) => textsOf(JSON.parse(line)));
          const escaped = JSON.stringify(secret).slice(1, -1);
          const forms = [
            secret,
            escaped,
            JSON.stringify(escaped).slice(1, -1),
            encodeURIComponent(secret),
            Buffer.from(secret).toString('base64'),
            Buffer.from(secret).toString('base64url'),
          ];
          for (const form of forms) assert.ok(![raw, ...texts].some((text) => text.includes(form)), raw);
          // Members that libraries add to errors are not logged at all.
          if (place !== 'member of an error') assert.match(raw, /\[redacted\]/);
        }),
        { numRuns: RUNS },
      );
    });
  }

  it('leaves every line JSON, for any secret', () => {
    const redaction = new Redaction();
    for (const secret of ['nabcdef', '","time', 'u0000x', '\\"\\"\\"', ':{"msg"', 'redacted]', '__proto__'])
      redaction.add(secret);
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(anyText(), fc.constantFrom('\nabcdef', '\u0000x', '\\","time'))),
        (members) => {
          const line = `${JSON.stringify({ time: 1, ...members, msg: '\nabcdef' })}\n`;
          const redacted = redaction.apply(line);
          assert.equal(typeof JSON.parse(redacted), 'object');
          assert.ok(redacted.endsWith('}\n'));
        },
      ),
    );
  });

  it('redacts each line of a key, and the key as a whole', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n';
    for (const text of [
      key,
      key.replaceAll('\n', ''),
      'MIIEvQIBADANBg',
      Buffer.from(key).toString('base64'),
    ]) {
      assert.doesNotMatch(write('member', text, key), /MIIEvQ|kqhkiG|TUlJRXZR/);
    }
  });

  it('redacts members of JSON texts by their names, escaped or not', () => {
    const redaction = new Redaction();
    const inner = JSON.stringify({ refresh_token: 'abc"def', kept: 'this' });
    for (const text of [inner, JSON.stringify(inner), `sent ${inner}`]) {
      const line = redaction.apply(
        JSON.stringify({ msg: text, refresh_token: 'abc', sent: { cookie: ['abc'] } }),
      );
      assert.ok(!line.includes('abc'), line);
    }
  });
});
