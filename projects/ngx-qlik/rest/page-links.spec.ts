import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { generatedCases } from '../generated-cases.spec';
import { PAGE_LINKS, readPage } from './page';
import { RestCalls } from './rest-calls';

const RUNS = generatedCases(10_000);
const ADDRESS = 'https://tenant.example/vp/api/v1/spaces?limit=2';
const CONNECTION = fakeConnection({ id: 'tenant', host: 'https://tenant.example/vp' });
/** Another connection of the same server, whose credentials must not be sent to the first. */
const ROOT = fakeConnection({ id: 'root', host: 'https://tenant.example' });

const PIECES = [
  ...[
    '/',
    '//',
    '\\',
    '..',
    '.',
    '@',
    ':',
    '?',
    '#',
    ';',
    '%',
    '\t',
    '\n',
    '\u0000',
    '\u3002',
    '\u0430',
    '\uff54',
  ],
  ...[
    '%2e',
    '%2E%2e',
    '%2f',
    '%5c',
    '%00',
    '%252e',
    '%25%32%65',
    '..;',
    'https:',
    'http:',
    'javascript:',
    'data:',
    'blob:',
  ],
  ...['tenant.example', 'TENANT.example', 'evil.example', '.evil.example', 'ada@', ':443', ':8443'],
  ...['vp', 'vp-evil', 'api', 'v1', 'spaces', '?next=x', '/vp/', '/vp/api/v1/spaces'],
];
const href = fc
  .tuple(
    fc.constantFrom(
      '',
      'https://tenant.example/vp/',
      'https://tenant.example',
      '/vp/',
      '//tenant.example/vp/',
      '../',
    ),
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }),
  )
  .map(([start, pieces]) => start + pieces.join(''));

describe('the links of a page', () => {
  it(`are followed on the connection's own host and below its path only: ${RUNS} generated`, async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [CONNECTION, ROOT] }),
        provideHttpClient(),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const calls = TestBed.inject(RestCalls);
    const counts = { followed: 0, refused: 0 };
    const isItem = (candidate: unknown): candidate is unknown => candidate !== undefined;
    fc.assert(
      fc.property(href, (link) => {
        const page = readPage({ data: [], links: { next: { href: link } } }, ADDRESS, CONNECTION.id, isItem);
        const next = page?.[PAGE_LINKS]?.next;
        const isFollowed = next !== undefined && calls.isWithin(CONNECTION, next);
        counts[isFollowed ? 'followed' : 'refused'] += 1;
        return isFollowed === staysInside(link);
      }),
      { numRuns: RUNS },
    );
    expect(counts.followed).toBeGreaterThan(RUNS / 20);
    expect(counts.refused).toBeGreaterThan(RUNS / 10);
  });
});

/** An independent check: the URL as the browser parses it, and the path's segments after all decoding. */
function staysInside(link: string): boolean {
  let url: URL;
  try {
    url = new URL(link, ADDRESS);
  } catch {
    return false;
  }
  if (url.protocol !== 'https:' || url.host !== 'tenant.example' || url.username + url.password !== '')
    return false;
  const [, first, ...rest] = url.pathname.split('/');
  return (
    first === 'vp' && !rest.some((segment) => decodedParts(segment).some((part) => /^\.{1,2}$/.test(part)))
  );
}

/** The parts into which a proxy may split a segment, without matrix parameters. */
function decodedParts(segment: string): readonly string[] {
  const escape = /%([0-9a-f]{2})/i;
  let text = segment;
  for (let found = escape.exec(text); found; found = escape.exec(text))
    text = text.replace(found[0], String.fromCharCode(Number(`0x${found[1] ?? ''}`)));
  return text.split(/[\\/]/).map((part) => part.replace(/;.*$/s, ''));
}
