import { redactValue, redactText, redactUrl } from './redact';

// The head and body of a token as servers issue it; the signature is made up.
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

describe('redactText', () => {
  it('takes out tokens by their shape and leaves the rest', () => {
    expect(redactText(`got ${JWT} from ada`)).toBe('got [redacted] from ada');
    expect(redactText('Authorization: Bearer abc.DEF-1~2+3/4== tail')).toBe('Authorization: [redacted] tail');
  });

  it('takes out every one of several', () => {
    expect(redactText(`${JWT} ${JWT}`)).toBe('[redacted] [redacted]');
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
});
