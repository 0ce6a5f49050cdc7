import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import Fastify from 'fastify';
import { SettingsError } from '../settings-error.ts';
import { readTrustedProxies } from './trusted-proxies.ts';

const octet = fc.nat(255);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const block = fc.oneof(
  fc.tuple(ipv4, fc.nat(34)).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.nat(130)).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(ipv4, ipv4).map(([address, mask]) => `${address}/${mask}`),
  ipv4,
  fc.ipV6(),
  fc.constantFrom('loopback', 'linklocal', 'uniquelocal', '10.0.0.0/255.0.0.0', '10.0.0.0/255.0.255.0'),
);

/** What the server believes the address of a client to be that sends `X-Forwarded-For`. */
async function trusts(trustProxy: string, clients: readonly string[]): Promise<number> {
  const server = Fastify({ trustProxy });
  server.get('/', async ({ ip }) => ip);
  const seen = await Promise.all(
    clients.map(async (remoteAddress) => {
      const response = await server.inject({
        url: '/',
        remoteAddress,
        headers: { 'x-forwarded-for': '192.0.2.1' },
      });
      return response.body === '192.0.2.1';
    }),
  );
  await server.close();
  return seen.filter(Boolean).length;
}

/** One public address in most of the blocks with prefix 8, and some of IPv6. */
const PUBLIC_CLIENTS = [
  ...[1, 5, 23, 41, 62, 88, 93, 111, 129, 151, 171, 185, 198, 203, 212, 223].map(
    (first) => `${first}.77.3.9`,
  ),
  ...['2001:db8:1::7', '2400:cb00::1', '2606:4700::5', '2a02:26f0::9', '2c0f:f248::2', '3fff:1::1'],
];

describe('TRUST_PROXY', () => {
  for (const everything of [
    '0.0.0.0/0',
    '::/0',
    '::ffff:0:0/96',
    '::ffff:0.0.0.0/96',
    '::/64',
    '::/1,8000::/1',
    '2000::/3',
    '0.0.0.0/1,128.0.0.0/1',
    '0.0.0.0/0.0.0.0',
    '128.0.0.0/128.0.0.0',
    '1.0.0.0/8,3.0.0.0/8',
    Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`).join(','),
    Array.from({ length: 16 }, (_, first) => `${first.toString(16)}000::/4`).join(','),
    '10.0.0.0/8, 0.0.0.0/1 ,128.0.0.0/2,192.0.0.0/2',
    'loopback,::/0',
  ]) {
    it(`refuses ${everything.slice(0, 40)}`, () => {
      assert.throws(() => readTrustedProxies(everything), SettingsError);
    });
  }

  for (const broken of [
    'true',
    '1',
    '*',
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0',
    '010.0.0.0/8',
    '10.0.0.0/255.0.255.0',
    'fc00::/129',
    'fc00::/255.0.0.0',
    'fe80::1%eth0',
    ':::',
    '10.0.0.1,',
    ',',
    '10.0.0.0/-8',
    '0x0a.0.0.1',
    '256.0.0.1',
    '10.0.0.1;10.0.0.2',
  ]) {
    it(`refuses ${broken} at the start`, () => {
      assert.throws(() => readTrustedProxies(broken), SettingsError);
    });
  }

  for (const good of [
    '10.0.0.0/8',
    '10.0.0.0/255.0.0.0',
    '172.16.0.0/12,192.168.0.0/16',
    'fc00::/7',
    'loopback',
    'loopback, linklocal,uniquelocal',
    '127.0.0.1',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:10.0.0.0/104',
    '203.0.113.7',
    '104.16.0.0/13,172.64.0.0/13',
    '2606:4700::/32,2400:cb00::/32',
    '100.64.0.0/10',
    'fe80::/10',
  ]) {
    it(`takes ${good}`, async () => {
      const read = readTrustedProxies(good);
      assert.ok(read !== undefined);
      assert.equal(await trusts(read, ['198.51.100.1', '2001:db8::99']), 0);
    });
  }

  it('trusts no proxy when it is empty', () => {
    assert.equal(readTrustedProxies(undefined), undefined);
    assert.equal(readTrustedProxies(''), undefined);
  });

  it('either is a settings error or starts, and never believes the clients of the world', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 6 }), async (blocks) => {
        let read: string | undefined;
        try {
          read = readTrustedProxies(blocks.join(','));
        } catch (error) {
          assert.ok(error instanceof SettingsError, String(error));
          return;
        }
        assert.ok(read !== undefined);
        assert.ok((await trusts(read, PUBLIC_CLIENTS)) <= 3);
      }),
      { numRuns: 300 },
    );
  });

  it('never fails in another way than by a settings error', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef.:/, ')) })),
        (text) => {
          let read: string | undefined;
          try {
            read = readTrustedProxies(text);
          } catch (error) {
            assert.ok(error instanceof SettingsError, String(error));
          }
          if (read !== undefined) Fastify({ trustProxy: read });
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
