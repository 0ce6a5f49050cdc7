import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { USAGE } from './command-line.ts';
import { connectionShape } from './configuration/connection-shapes.ts';
import { readSettings } from './settings.ts';
import { DEFAULT_LIMITS } from './sockets/connection-limits.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const README = readFileSync(join(HERE, 'README.md'), 'utf8');
const PACKAGE = readFileSync(join(HERE, 'PACKAGE.md'), 'utf8');
/** Variables that Node reads. */
const NODES_OWN = ['NODE_EXTRA_CA_CERTS'];
const PLACES_OF_OTHERS = ['node_modules', 'dist'];

const codesIn = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('the settings in the README', () => {
  const rows = tablesBelow(README, 'Environment');
  const oidc = { OIDC_ISSUER: 'https://idp.example', OIDC_CLIENT_ID: 'client' };
  const jwt = {
    ...{ USER_JWT_ISSUER: 'https://app.example', USER_JWT_AUDIENCE: 'backend' },
    USER_JWT_KEYS: 'https://app.example/keys',
  };
  let folder: string;
  let secrets: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'readme-spec-'));
    secrets = join(folder, 'secrets.json');
    writeFileSync(secrets, '{}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are those that are read, and each that is read', () => {
    const read = new Set<string>();
    for (const given of [
      {},
      { QLIK_BACKEND_CONFIG: secrets, DEMO_USERS: 'true' },
      { QLIK_BACKEND_CONFIG: secrets, ...oidc },
      { QLIK_BACKEND_CONFIG: secrets, USER_HEADER: 'X-User', TRUST_PROXY: 'loopback' },
      { QLIK_BACKEND_CONFIG: secrets, ...jwt },
    ]) {
      const environment: Record<string, string> = { STATIC_ROOT: '', ...given };
      readSettings(
        new Proxy(environment, {
          get: (target, name) => {
            read.add(String(name));
            return target[String(name)];
          },
        }),
      );
    }
    const documented = rows.flatMap(({ variable, meaning }) => [
      ...codesIn(variable),
      ...codesIn(meaning).filter((code) => code.endsWith('_FILE') && !NODES_OWN.includes(code)),
    ]);
    assert.deepEqual(
      [...new Set(documented)].filter((name) => !NODES_OWN.includes(name)).sort(),
      [...read].sort(),
    );
    // So does --help.
    const inUsage = [...USAGE.matchAll(/\b[A-Z]{3,}(?:_[A-Z]+)+\b|^ +(?:PORT|HOST)\b/gm)].map(([name]) =>
      name.trim(),
    );
    assert.deepEqual([...new Set(inUsage)].sort(), [...read].sort());
  });

  it('have the defaults that the sources have', () => {
    const { port, host, logLevel, gateway } = readSettings({
      ...{ STATIC_ROOT: '', QLIK_BACKEND_CONFIG: secrets },
      ...oidc,
    });
    assert.ok(gateway !== undefined && gateway.signIn !== 'demo' && 'issuer' in gateway.signIn);
    const defaults: Record<string, string | number | boolean> = {
      PORT: port,
      HOST: host,
      LOG_LEVEL: logLevel,
      MAX_CONNECTIONS: DEFAULT_LIMITS.maxConnections,
      REQUEST_LIMIT_SECONDS: DEFAULT_LIMITS.requestMs / 1000,
      STOP_DELAY_SECONDS: DEFAULT_LIMITS.stopDelayMs / 1000,
      STOP_LIMIT_SECONDS: DEFAULT_LIMITS.stopLimitMs / 1000,
      OIDC_SCOPE: gateway.signIn.scope,
      OIDC_USER_CLAIM: gateway.signIn.userClaim,
      OIDC_TRUST_EMAIL: gateway.signIn.isEmailTrusted,
      OIDC_GROUPS_CLAIM: gateway.signIn.groupsClaim,
      SESSION_HOURS: gateway.sessionLifetimeMs / 3_600_000,
      SESSION_MAX_HOURS: gateway.sessionMaxMs / 3_600_000,
      RATE_LIMIT_PER_MINUTE: gateway.requestsPerMinute,
      UPGRADES_PER_MINUTE: gateway.upgradesPerMinute,
      SOCKETS_PER_USER: gateway.socketsPerUser,
      SOCKET_IDLE_MINUTES: gateway.socketIdleMs / 60_000,
    };
    for (const [name, value] of Object.entries(defaults)) {
      const row = rows.find(({ variable }) => variable === `\`${name}\``);
      assert.equal(row?.['default'], `\`${value}\``, name);
    }
  });
});

for (const [name, text, heading] of [
  ['README', README, 'The secrets file'],
  ['README of the package', PACKAGE, 'Connections'],
] as const) {
  describe(`the secrets file in the ${name}`, () => {
    it('has each type with its fields, and no other', () => {
      const [, forAll] = /^For all: (.*)$/m.exec(sectionOf(text, heading)) ?? [];
      const common = codesIn(forAll);
      assert.ok(common.length > 3);
      const rows = tablesBelow(text, heading);
      const shapes = connectionShape({ environment: {}, folder: HERE, onSecret: () => undefined }).options;
      assert.deepEqual(rows.map((row) => codesIn(row['`type`'])[0]).sort(), shapes.map(typeOf).sort());
      for (const shape of shapes) {
        const type = typeOf(shape);
        const row = rows.find((each) => codesIn(each['`type`'])[0] === type);
        const [, fields = ''] = Object.values(row ?? {});
        // In brackets are defaults and examples, behind a semicolon or a full stop is what is to be done.
        const named = codesIn(fields.replace(/\([^)]*\)/g, '').split(/[;.] /)[0]);
        const own = Object.keys(shape.shape).filter((field) => field !== 'type');
        assert.deepEqual([...named, ...common].sort(), own.sort(), type);
      }
    });
  });
}

describe('the folders in the README', () => {
  it('are those that there are', () => {
    const named = tablesBelow(README, 'Folders').flatMap(({ folder }) => codesIn(folder));
    const there = readdirSync(HERE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !PLACES_OF_OTHERS.includes(entry.name))
      .map(({ name }) => `${name}/`);
    assert.deepEqual(named.sort(), there.sort());
  });
});

function typeOf(shape: { readonly shape: { readonly type: { readonly value: string } } }): string {
  return shape.shape.type.value;
}

/**
 * Returns the rows of all tables below a heading of a Markdown text, up to the next heading: each an object by the names of the columns.
 * @throws {Error} when there is no such heading
 */
function tablesBelow(markdown: string, heading: string): Record<string, string>[] {
  const [head, ...body] = sectionOf(markdown, heading)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) => line.slice(1, -1).split(/(?<!\\)\|/))
    .map((cells) => cells.map((cell) => cell.trim()));
  return body.map((cells) => Object.fromEntries((head ?? []).map((name, at) => [name, cells[at] ?? ''])));
}

/** Returns the text between a heading and the next one. @throws {Error} when there is no such heading */
function sectionOf(markdown: string, heading: string): string {
  const [, section] = markdown.split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (section === undefined) throw new Error(`There is no heading "${heading}".`);
  return section.split(/^#+ /m)[0] ?? '';
}
