import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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

  for (const text of [
    '-eyJ00000',
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
