import fc from 'fast-check';
import { fakeConnection } from 'ngx-qlik/testing';
import { findAddressed } from './credential-scope';

const BASE = 'https://app.example/base/';
const TENANT = fakeConnection({ id: 'tenant', host: 'https://tenant.qlikcloud.com' });
const PREFIXED = fakeConnection({ id: 'prefixed', host: 'https://server.example/vp' });
const ROOT = fakeConnection({ id: 'root', host: 'https://server.example' });
const PROXIED = fakeConnection({ id: 'proxied', host: 'https://app.example/qlik/proxied' });
const ALL = [TENANT, PREFIXED, PROXIED];

const idsOf = (address: string, connections = ALL) =>
  findAddressed(address, connections, BASE).map((each) => String(each.id));

describe('findAddressed', () => {
  for (const [address, id] of [
    ['https://tenant.qlikcloud.com', 'tenant'],
    ['https://tenant.qlikcloud.com/', 'tenant'],
    ['https://tenant.qlikcloud.com/api/v1/spaces?name=50%25', 'tenant'],
    ['https://TENANT.qlikcloud.com/api', 'tenant'],
    ['https://tenant.qlikcloud.com:443/api', 'tenant'],
    ['//tenant.qlikcloud.com/api', 'tenant'],
    ['https:\\\\tenant.qlikcloud.com\\api', 'tenant'],
    ['https://server.example/vp', 'prefixed'],
    ['https://server.example/vp/api/v1/items', 'prefixed'],
    ['https://server.example/other/../vp/x', 'prefixed'],
    ['https://server.example/vp/api/v1/apps/a/media/files/b%2Fc.png', 'prefixed'],
    ['https://server.example/vp/api/v1/data-files/a.b%2ec', 'prefixed'],
    ['/qlik/proxied/api/v1/spaces', 'proxied'],
    ['../qlik/proxied/api/v1/spaces', 'proxied'],
  ] as const) {
    it(`knows ${address} for ${id}`, () => {
      expect(idsOf(address)).toEqual([id]);
    });
  }

  for (const address of [
    // Look-alike hosts.
    'https://tenant.qlikcloud.com.evil.example/',
    'https://eviltenant.qlikcloud.com/',
    'https://evil.tenant.qlikcloud.com/',
    'https://tenant.qlikcloud.com.',
    'https://tenant.qlikcloud.com./api',
    'https://tenant-qlikcloud.com/',
    'https://tenаnt.qlikcloud.com/',
    'https://xn--tennt-3ve.qlikcloud.com/',
    'https://tenant.qlikcloud.com%2eevil.example/',
    'https://tenant.qlikcloud.com%00.evil.example/',
    // User info.
    'https://tenant.qlikcloud.com@evil.example/',
    'https://tenant.qlikcloud.com:443@evil.example/',
    'https://tenant.qlikcloud.com%2f@evil.example/',
    'https://ada@tenant.qlikcloud.com/',
    'https://ada:pw@tenant.qlikcloud.com/',
    // Relative to something else than it seems.
    '//evil.example/https://tenant.qlikcloud.com/',
    '\\\\evil.example\\tenant.qlikcloud.com',
    '/\\evil.example/',
    'https:/evil.example/tenant.qlikcloud.com',
    'https://evil.example\\@tenant.qlikcloud.com/',
    'https://evil.example#@tenant.qlikcloud.com/',
    'https://evil.example?@tenant.qlikcloud.com/',
    'tenant.qlikcloud.com/api',
    // Scheme and port.
    'http://tenant.qlikcloud.com/',
    'https://tenant.qlikcloud.com:8443/',
    'wss://tenant.qlikcloud.com/',
    'ftp://tenant.qlikcloud.com/',
    'javascript:alert(1)//https://tenant.qlikcloud.com/',
    'data:text/plain,https://tenant.qlikcloud.com/',
    'blob:https://tenant.qlikcloud.com/6e0f',
    // Paths around a prefix.
    'https://server.example/',
    'https://server.example/vp-evil',
    'https://server.example/vpx/vp/',
    'https://server.example/VP/api',
    'https://server.example//vp/api',
    'https://server.example/vp/../api',
    'https://server.example/vp/%2e%2e/api',
    'https://server.example/vp/..%2fvp-evil',
    'https://server.example/vp/..%5cvp-evil',
    'https://server.example/vp/%2e%2e%2fvp-evil',
    'https://server.example/vp/api/v1/items/a/..%2f..%2f..%2f..%2f..%2fvp-evil',
    'https://server.example/vp/..%252fvp-evil',
    'https://server.example/vp/x%2f..%2f..%2fvp-evil',
    'https://server.example/vp%2f..%2fvp-evil',
    'https://server.example/vp/..;/vp-evil',
    'https://server.example/vp/..;x=1/vp-evil',
    'https://server.example/vp%2fapi',
    'https://server.example/%76p-evil',
    // Nothing that can be parsed.
    'https://',
    'https://[tenant.qlikcloud.com',
    'http://%zz',
  ]) {
    it(`sends nothing to ${address}`, () => {
      expect(idsOf(address)).toEqual([]);
    });
  }

  it('prefers the longer path, and names all that share it', () => {
    expect(idsOf('https://server.example/vp/x', [ROOT, PREFIXED])).toEqual(['prefixed']);
    expect(idsOf('https://server.example/vp-evil', [ROOT, PREFIXED])).toEqual(['root']);
    const twin = fakeConnection({ id: 'twin', host: PREFIXED.host });
    expect(idsOf('https://server.example/vp/x', [PREFIXED, twin])).toEqual(['prefixed', 'twin']);
    expect(idsOf('https://server.example/vp/x', [])).toEqual([]);
  });

  it('addresses nothing but the tenant, whatever is put around its name', () => {
    const decoration = fc.string({
      unit: fc.constantFrom(
        '.',
        '/',
        '\\',
        '@',
        ':',
        '?',
        '#',
        '%',
        '-',
        '_',
        'a',
        '0',
        '%2e',
        '%2f',
        '%5c',
        '%00',
        '..',
        '//',
        'evil.example',
        'é',
      ),
      maxLength: 8,
    });
    const address = fc
      .tuple(decoration, fc.constantFrom('https://', '//', 'https:', ''), decoration, decoration)
      .map(([before, scheme, within, after]) => `${before}${scheme}${within}tenant.qlikcloud.com${after}`);
    expect(() =>
      fc.assert(
        fc.property(address, (candidate) => {
          const isTenant = URL.canParse(candidate, BASE) && isExactly(new URL(candidate, BASE), TENANT.host);
          return idsOf(candidate, [TENANT]).length === (isTenant ? 1 : 0);
        }),
        { numRuns: 10_000 },
      ),
    ).not.toThrow();
  });

  it('never leaves a prefix, however a proxy behind it decodes the path', () => {
    const piece = fc.constantFrom(
      'vp',
      'vp-evil',
      'a',
      '.',
      '..',
      '',
      '%2e',
      '%2E%2e',
      '%252e',
      '..%2f',
      '%5c..',
      '%2f',
    );
    const path = fc
      .array(piece, { maxLength: 6 })
      .map((pieces) => `https://server.example/${pieces.join('/')}`);
    expect(() =>
      fc.assert(
        fc.property(path, (candidate) => {
          if (idsOf(candidate, [PREFIXED]).length === 0) return true;
          return (
            resolveAsProxy(new URL(candidate).pathname).startsWith('/vp/') ||
            new URL(candidate).pathname === '/vp'
          );
        }),
        { numRuns: 10_000 },
      ),
    ).not.toThrow();
  });
});

/** The browser's own idea of where an address leads. */
function isExactly(url: URL, origin: string): boolean {
  return url.origin === origin && url.username === '' && url.password === '';
}

/** A proxy that decodes until nothing is left to decode, and resolves dot segments then. */
function resolveAsProxy(path: string): string {
  let decoded = path;
  for (let round = 0; round < 4; round++)
    decoded = decoded
      .replace(/%25/gi, '%')
      .replace(/%2e/gi, '.')
      .replace(/%2f|%5c/gi, '/');
  const resolved: string[] = [];
  for (const segment of decoded.split('/').slice(1)) {
    if (segment === '..') resolved.pop();
    else if (segment !== '.') resolved.push(segment);
  }
  return `/${resolved.join('/')}/`;
}
