import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { relocate, relocateLinks } from './links.ts';

const FROM = 'https://tenant.example';
const TO = 'https://app.example/qlik/finance';

describe('links of paged answers', () => {
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
    it(`leave an answer alone that has none: ${body}`, () =>
      assert.equal(relocateLinks(body, FROM, TO), body));
  }

  it('take a virtual proxy’s prefix off', () => {
    assert.equal(relocate('/vp/qps/user?x=1', `${FROM}/vp`, TO), `${TO}/qps/user?x=1`);
    assert.equal(relocate('/vp-evil/qps/user', `${FROM}/vp`, TO), undefined);
    assert.equal(relocate('//evil.example/vp/x', `${FROM}/vp`, TO), undefined);
  });
});
