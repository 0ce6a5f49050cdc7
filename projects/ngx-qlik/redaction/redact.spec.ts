import fc from 'fast-check';
import { ɵquoteText as quoteText, ɵredactText as redactText } from 'ngx-qlik/quoting';
import { anyCharacter } from '../../../tests/support/any-character';
import {
  PARTS_OF_TOKENS,
  PIECES,
  TEXTS_WITH_TOKENS,
  TEXTS_WITHOUT_TOKENS,
} from '../../../tests/support/tokens-in-texts';
import { generatedCases } from '../generated-cases.spec';
import { redactUrl, redactValue } from './redact';

// The head and body of a token as servers issue it; the signature is made up.
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

/** 1 MB of a text, over and over. */
const mega = (text: string) => text.repeat(Math.ceil(1_000_000 / text.length));

const HOSTILE = [
  ['heads of tokens', mega('eyJ')],
  ['heads and bodies of tokens', mega('eyJ12345678.')],
  ['tokens', mega(`${JWT}.`)],
  ['heads of tokens behind other letters', mega('xeyJ123456789012.')],
  ['tokens with empty parts', mega('eyJ12345678..')],
  ['bearers without a token', mega('Bearer ')],
  ['spaces after a bearer', `Bearer ${mega(' ')}\n"`],
  ['dots', mega('.')],
  ['control characters', mega('\u0001\u202e')],
  ['halves of characters', mega('\ud83d')],
] as const;

/** Much more than it takes; what grows with the square of the length takes minutes. */
const LIMIT_MS = 8_000;

function millisecondsOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

describe('redactText', () => {
  it('takes out tokens by their shape and leaves the rest', () => {
    expect(redactText(`got ${JWT} from ada`)).toBe('got [redacted] from ada');
    expect(redactText('Authorization: Bearer abc.DEF-1~2+3/4== tail')).toBe('Authorization: [redacted] tail');
  });

  it('takes out every one of several', () => {
    expect(redactText(`${JWT} ${JWT}`)).toBe('[redacted] [redacted]');
  });

  for (const [what, text] of Object.entries(TEXTS_WITH_TOKENS))
    it(`leaves nothing of ${what}`, () => {
      const redacted = redactText(text);
      for (const part of PARTS_OF_TOKENS) expect(redacted).not.toContain(part);
      expect(redacted).toContain('[redacted]');
    });

  for (const text of TEXTS_WITHOUT_TOKENS)
    it(`leaves "${text}" as it is`, () => {
      expect(redactText(text)).toBe(text);
    });

  it('finds what plain patterns would find, in every mixture of their parts', () => {
    const pattern = /eyJ[\w-]{12,}\.{1,2}[\w-]+(?:\.[\w-]*)*/g;
    const part = fc.constantFrom(...PIECES, 'Bearer ', '=');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const withoutBearers = text.replace(/\bBearer\s+[\w.~+/-]+=*/g, '[redacted]');
        expect(redactText(text)).toBe(withoutBearers.replace(pattern, '[redacted]'));
      }),
      { numRuns: generatedCases(2_000) },
    );
  });

  for (const [what, text] of HOSTILE)
    it(`needs no more than a moment for ${what}`, () => {
      expect(millisecondsOf(() => redactText(text))).toBeLessThan(LIMIT_MS);
      expect(millisecondsOf(() => quoteText(text))).toBeLessThan(LIMIT_MS);
      expect(millisecondsOf(() => redactUrl(`https://tenant.example/?q=${text}`))).toBeLessThan(LIMIT_MS);
    });

  it('leaves a text without credentials as it is', () => {
    expect(redactText('The bearer of mail')).toContain('mail');
    expect(redactText('spaces?name=50%')).toBe('spaces?name=50%');
  });
});

describe('redactUrl', () => {
  for (const name of [
    'code',
    'accessToken',
    'access_token',
    'qlikTicket',
    'qlik-csrf-token',
    'client_secret',
    'jwt',
    'passphrase',
    'private_key',
  ]) {
    it(`hides the value of "${name}" and keeps its name`, () => {
      const shown = redactUrl(`https://tenant.example/app?${name}=hidden-value&limit=5`);
      expect(shown).not.toContain('hidden-value');
      expect(shown).toContain(`${name}=`);
      expect(shown).toContain('limit=5');
    });
  }

  it('keeps a relative address relative', () => {
    expect(redactUrl('/callback?code=hidden-value&x=1#part')).toBe('/callback?code=%5Bredacted%5D&x=1#part');
  });

  it('does not take "encode" or "zipcode" for a code', () => {
    expect(redactUrl('https://tenant.example/?zipcode=1234')).toContain('1234');
  });

  it('finds a token in the path', () => {
    expect(redactUrl(`https://tenant.example/${JWT}/x`)).not.toContain('c2lnbmF0dXJl');
  });

  it('still takes tokens out of what is no address', () => {
    expect(redactUrl(`https://[${JWT}`)).not.toContain('c2lnbmF0dXJl');
  });

  it('needs no more than a moment for many names', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `token${index}=hidden-value`).join('&');
    let shown = '';
    expect(millisecondsOf(() => (shown = redactUrl(`https://tenant.example/?${names}`)))).toBeLessThan(
      LIMIT_MS,
    );
    expect(shown).not.toContain('hidden-value');
  });

  it('hides user names and passwords', () => {
    const shown = redactUrl('https://ada:hidden-value@tenant.example/');
    expect(shown).not.toContain('hidden-value');
  });
});

describe('redactValue', () => {
  it('replaces credentials by name and by shape at any depth, and copies', () => {
    const original = {
      headers: { Authorization: 'hidden-value', accept: 'json' },
      list: [{ refreshToken: 'hidden-value' }, `Bearer ${JWT}`],
      count: 3,
      nothing: null,
    };
    expect(redactValue(original)).toEqual({
      headers: { Authorization: '[redacted]', accept: 'json' },
      list: [{ refreshToken: '[redacted]' }, '[redacted]'],
      count: 3,
      nothing: null,
    });
    expect(original.headers.Authorization).toBe('hidden-value');
  });

  it('ends on a value that contains itself', () => {
    const circular: Record<string, unknown> = { name: 'x' };
    circular['self'] = circular;
    expect(redactValue(circular)).toEqual({ name: 'x', self: '[circular]' });
  });

  it('ends on a value of more levels than any log has', () => {
    let value: unknown = 'bottom';
    for (let level = 0; level < 50_000; level++) value = [value];
    expect(JSON.stringify(redactValue(value))).toContain('[circular]');
  });
});

describe('quoteText', () => {
  it('is one line without credentials', () => {
    expect(quoteText(`  First\r\nsecond\u0000\u001b[31m ${JWT}\u2028end `)).toBe(
      'First second [31m [redacted] end',
    );
  });

  it('does not turn the direction of what follows, and keeps marks that letters need', () => {
    expect(quoteText('a\u202eb\u2066c')).toBe('a b c');
    expect(quoteText('\u0645\u06cc\u200c\u062e')).toBe('\u0645\u06cc\u200c\u062e');
  });

  it('is cut where it is long, between characters', () => {
    expect(quoteText('x'.repeat(500))).toBe('x'.repeat(500));
    expect(quoteText('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
    // Half of the last one would be left: a space in its place.
    expect(quoteText(`${'x'.repeat(498)}😀😀`)).toBe(`${'x'.repeat(498)} …`);
  });

  it('is of that kind for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 1_200 }), (text) => {
        const quoted = quoteText(text);
        expect(quoted.length).toBeLessThanOrEqual(500);
        expect(quoted).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(quoteText(quoted)).toBe(quoted);
      }),
      { numRuns: generatedCases(100) },
    );
  });
});
