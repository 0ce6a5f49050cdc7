import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  PARTS_OF_TOKENS,
  PIECES,
  TEXTS_WITH_TOKENS,
  TEXTS_WITHOUT_TOKENS,
} from '../../../tests/support/tokens-in-texts.ts';
import { Redaction } from './redaction.ts';

describe('the redaction', () => {
  const redaction = new Redaction();
  redaction.add('sandbox-web-secret');
  redaction.add('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----');

  for (const [what, line] of Object.entries({
    'a registered secret': 'it is sandbox-web-secret',
    'a line of a key': JSON.stringify({ text: 'x\nMIIEvQIBADANBg\n' }),
    'a JWT': 'token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlsandbox-web-secret',
    'a bearer token': 'authorization: Bearer sandbox-web-secret-abcdef',
    'a query parameter': '/callback?code=MIIEvQIBADANBg&state=sandbox-web-secret',
    'a member of JSON': '{"refresh_token":"sandbox-web-secret"}',
    'a password in an address': 'redis://user:sandbox-web-secret@host:6379',
  })) {
    it(`takes out ${what}`, () => {
      const redacted = redaction.apply(line);
      assert.doesNotMatch(redacted, /sandbox-web-secret|MIIEvQ|eyJ/);
      assert.match(redacted, /\[redacted\]/);
    });
  }

  it('detects credentials by their format, without registration', () => {
    const blank = new Redaction();
    assert.equal(blank.apply('Authorization: Bearer abc.def-123456'), 'Authorization: Bearer [redacted]');
    assert.equal(blank.apply('x?qlikTicket=A1b2C3&y=1'), 'x?qlikTicket=[redacted]&y=1');
    assert.equal(blank.apply('eyJhbGciOiJub25lIn0.eyJhIjoxfQ.'), '[redacted]');
    assert.equal(blank.apply('a.b-eyJhbGciOiJ.e.y.z, x-eyJ.a eyJ12345'), 'a.b-[redacted], x-eyJ.a eyJ12345');
  });

  for (const [what, text] of Object.entries(TEXTS_WITH_TOKENS))
    it(`leaves nothing of ${what}`, () => {
      const redacted = new Redaction().apply(text);
      assert.deepEqual(
        PARTS_OF_TOKENS.filter((part) => redacted.includes(part)),
        [],
        redacted,
      );
      assert.match(redacted, /\[redacted\]/);
    });

  for (const text of TEXTS_WITHOUT_TOKENS)
    it(`leaves "${text}" as it is`, () => {
      assert.equal(new Redaction().apply(text), text);
    });

  it('finds the tokens that a plain pattern would find, in every mixture of their parts', () => {
    const pattern = /(?:\beyJ[\w-]{5,}|eyJ[\w-]{12,})\.{1,2}[\w-]+(?:\.[\w-]*)*/g;
    const blank = new Redaction();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        assert.equal(blank.apply(text), text.replace(pattern, '[redacted]'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes out credentials by the names of members', () => {
    for (const name of ['token', 'secret', 'jwt', 'code_verifier', 'subject_token', 'qlik-csrf-token'])
      assert.equal(
        new Redaction().apply(JSON.stringify({ sent: { [name]: 'hidden-value' } })),
        JSON.stringify({ sent: { [name]: '[redacted]' } }),
      );
  });

  for (const text of [
    '-eyJ00000',
    'xeyJ000000000000.',
    'eyJ00000..',
    'eyJ',
    'eyJ00000.',
    '.',
    'Bearer ',
    '-----BEGIN ',
    'a://a',
    '"password":"',
    'code=',
  ])
    it(`needs time in proportion to the length of a line of ${text}`, () => {
      const begun = performance.now();
      redaction.apply(text.repeat(1_000_000 / text.length));
      // What grows with the square of the length takes minutes.
      assert.ok(performance.now() - begun < 5_000);
    });

  it('leaves all other text', () => {
    const line = '{"level":30,"path":"/spaces","msg":"request completed"}';
    assert.equal(redaction.apply(line), line);
  });
});
