import fc from 'fast-check';
import { fakeConnection } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { findAddressed } from './credential-scope';
import published from './published-addresses.json';
import { referenceScope } from './reference-scope.spec';

const RUNS = generatedCases(10_000);
const HOSTS = {
  ...published.connections,
  port: 'https://server.example:8443/vp/deep',
  local: 'http://localhost:3000/vp',
} as const;
const CONNECTIONS = Object.entries(HOSTS).map(([id, host]) => fakeConnection({ id, host }));
const BASES = [
  published.base,
  'https://tenant.qlikcloud.com/embedded/',
  'https://evil.example/vp/',
  'about:blank',
];

/** What makes parsers disagree: separators, what browsers drop, lookalikes, and encodings of all of these. */
const PIECES = [
  ...['.', '..', '/', '//', '\\', '@', ':', '?', '#', ';', '%', '-', '_', '*', '[', ']', '&', '=', ' '],
  ...[
    '\t',
    '\n',
    '\r',
    '\u0000',
    '\u00ad',
    '\u200b',
    '\u200d',
    '\u3002',
    '\uff0e',
    '\uff0f',
    '\u2024',
    '\u2044',
  ],
  ...['\u0430', '\u0435', '\u0131', '\u017f', '\u212a', '\uff54', 'é', 'ß', 'xn--', 'xn--tennt-3ve'],
  ...[
    '%2e',
    '%2E',
    '%2f',
    '%5c',
    '%00',
    '%09',
    '%0a',
    '%23',
    '%25',
    '%252e',
    '%25%32%65',
    '%3b',
    '%40',
    '%3a',
    '%c0%ae',
  ],
  ...[
    'https:',
    'http:',
    'blob:',
    'javascript:',
    'data:',
    'evil.example',
    '.evil.example',
    '@evil.example',
    '-evil',
  ],
  ...['vp', 'vp-evil', 'VP', 'qlik', 'proxied', ':443', ':8443', ':80', 'ada:pw@'],
];
const OWN = [
  'https://tenant.qlikcloud.com/api/v1/spaces',
  'https://tenant.qlikcloud.com',
  '//tenant.qlikcloud.com/api',
  'https://server.example/vp/api/v1/items?limit=1',
  'https://server.example/vp',
  'https://server.example:8443/vp/deep/api',
  'http://localhost:3000/vp/api',
  '/qlik/proxied/api/v1',
  '../qlik/proxied/api',
  'api/v1/spaces',
];

/** An address of a connection in which a few places were changed. */
const mangled = fc
  .tuple(
    fc.constantFrom(...OWN),
    fc.array(
      fc.record({
        where: fc.nat(60),
        removed: fc.nat(3),
        piece: fc.option(fc.constantFrom(...PIECES), { nil: '', freq: 6 }),
        isUpper: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([own, changes]) =>
    changes.reduce((text, { where, removed, piece, isUpper }) => {
      const at = where % (text.length + 1);
      const rest = text.slice(at + removed);
      return text.slice(0, at) + piece + (isUpper ? rest.slice(0, 1).toUpperCase() + rest.slice(1) : rest);
    }, own),
  );
/** Pieces put together at random around a connection's name. */
const assembled = fc
  .tuple(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }),
    fc.constantFrom('https://', 'http://', '//', 'https:', '/', ''),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }),
    fc.constantFrom(
      'tenant.qlikcloud.com',
      'server.example/vp',
      'server.example:8443/vp/deep',
      'localhost:3000/vp',
    ),
    fc.array(fc.constantFrom(...PIECES, 'vp', '/'), { maxLength: 6 }),
  )
  .map(([before, scheme, within, name, after]) => [...before, scheme, ...within, name, ...after].join(''));

/** Paths below a prefix, out of all that could lead out of it. */
const aroundPrefix = fc
  .tuple(
    fc.constantFrom('https://server.example', 'https://server.example:8443', '', 'http://localhost:3000'),
    fc.array(
      fc.constantFrom(
        'vp',
        'vp',
        'vp-evil',
        'deep',
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
        '%25%32%65%2e',
        '..;',
        '..%3b',
        '%76p',
        'qlik',
        'proxied',
      ),
      { maxLength: 7 },
    ),
    fc.constantFrom('/', '/', '/', '\\', '/\t'),
  )
  .map(([origin, segments, separator]) => origin + separator + segments.join(separator));

describe('credentials', () => {
  for (const [what, addresses] of [
    ['own addresses with changes', mangled],
    ['addresses around a name', assembled],
    ['paths around a prefix', aroundPrefix],
  ] as const) {
    it(`go where the browser's parser leads, and only inside the path: ${RUNS} ${what}`, () => {
      const counts = { own: 0, foreign: 0 };
      fc.assert(
        fc.property(addresses, fc.constantFrom(...BASES), (address, base) => {
          const found = findAddressed(address, CONNECTIONS, base).map(({ id }) => String(id));
          const wanted = referenceScope(address, HOSTS, base);
          counts[wanted === undefined ? 'foreign' : 'own'] += 1;
          return found.length === (wanted === undefined ? 0 : 1) && found[0] === wanted;
        }),
        { numRuns: RUNS },
      );
      // Else the property would hold for a function that always says the same.
      expect(counts.own).toBeGreaterThan(RUNS / 50);
      expect(counts.foreign).toBeGreaterThan(RUNS / 10);
    });
  }
});
