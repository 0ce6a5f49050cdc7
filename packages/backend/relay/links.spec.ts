import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { relocate, relocateLinks as relocateBytes } from './links.ts';

const FROM = 'https://tenant.example';
const TO = 'https://app.example/qlik/finance';

const relocateLinks = (body: string, from: string, to: string): string =>
  relocateBytes(Buffer.from(body), from, to).toString();

/** What the relay did before: builds the value. It overflows the stack on deep nesting and rewrites every byte. */
function relocateByParsing(body: string): unknown {
  const response = JSON.parse(body) as { links?: unknown };
  const links = response?.links;
  if (typeof links !== 'object' || links === null || Array.isArray(response) || Array.isArray(links))
    return response;
  for (const link of Object.values(links) as unknown[]) {
    if (typeof link !== 'object' || link === null || Array.isArray(link) || !('href' in link)) continue;
    if (typeof link.href === 'string') link.href = relocate(link.href, FROM, TO) ?? link.href;
  }
  return response;
}

describe('links of paged responses', () => {
  it('lead to the relay, and nothing else changes', () => {
    const open = { href: `${FROM}/sense/app/1` };
    const body = {
      data: [{ id: '1', links: { open } }],
      links: { self: { href: `${FROM}/api/v1/items` }, next: { href: `${FROM}/api/v1/items?next=a%2Bb` } },
    };
    assert.deepEqual(JSON.parse(relocateLinks(JSON.stringify(body), FROM, TO)), {
      data: body.data,
      links: { self: { href: `${TO}/api/v1/items` }, next: { href: `${TO}/api/v1/items?next=a%2Bb` } },
    });
  });

  it('stay as they are when they lead elsewhere, for the library to refuse', () => {
    const body = JSON.stringify({ links: { next: { href: 'https://tenant.example.evil.example/api' } } });
    assert.equal(relocateLinks(body, FROM, TO), body);
  });

  for (const body of [
    '',
    'no json',
    'null',
    '[]',
    '{"links":[]}',
    '{"links":{"next":null}}',
    '{"links":{"a":{"href":1}}}',
  ]) {
    it(`leave a response without links unchanged: ${body}`, () =>
      assert.equal(relocateLinks(body, FROM, TO), body));
  }

  it('take a virtual proxy’s prefix off', () => {
    assert.equal(relocate('/vp/qps/user?x=1', `${FROM}/vp`, TO), `${TO}/qps/user?x=1`);
    assert.equal(relocate('/vp-evil/qps/user', `${FROM}/vp`, TO), undefined);
    assert.equal(relocate('//evil.example/vp/x', `${FROM}/vp`, TO), undefined);
  });

  it('are those that building the value finds, in any JSON', () => {
    const href = fc.constantFrom(`${FROM}/a?b=ä"`, 'https://evil.example/', '/api/v1/x', '\\', '"', '');
    const link = fc.oneof(
      fc.record({ href }),
      fc.dictionary(fc.constantFrom('href', 'x"', 'y'), href),
      fc.jsonValue(),
    );
    const links = fc.oneof(
      fc.dictionary(fc.constantFrom('next', 'prev', '}', '__proto__'), link),
      fc.jsonValue(),
    );
    const response = fc.oneof(
      fc.record({ data: fc.jsonValue(), links }),
      fc.record({ links, more: fc.record({ links }) }),
      fc.array(fc.record({ links })),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(response, fc.constantFrom(undefined, 2), (value, indent) => {
        const body = JSON.stringify(value, undefined, indent);
        assert.deepEqual(JSON.parse(relocateLinks(body, FROM, TO)), relocateByParsing(body));
      }),
      { numRuns: 3_000 },
    );
  });

  it('leave all other bytes unchanged, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (before, after) => {
        const body = Buffer.concat([before, Buffer.from('{"links":{"next":{"href":"x'), after]);
        assert.ok(relocateBytes(body, 'https://other.example', TO).equals(body));
      }),
    );
    const big = '{"n":12345678901234567890.10,"s":"\\u00e4","links":{"next":{"href":"/p"}}}';
    assert.equal(relocateLinks(big, FROM, TO), big.replace('/p', `${TO}/p`));
  });

  it('are found beside a million levels of nesting', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    const body = `{"data":${deep},"links":{"next":{"href":"/p"}}}`;
    assert.equal(relocateLinks(body, FROM, TO), body.replace('"/p"', `"${TO}/p"`));
    const open = `{"links":${'{"a":'.repeat(500_000)}`;
    assert.equal(relocateLinks(open, FROM, TO), open);
  });
});
