/** A text to search for. */
export interface SecretForm {
  readonly text: string;
  /** Part of a base64 text, which is taken out as a whole: its other characters may belong to the secret too. */
  readonly isBase64: boolean;
}

const MIN_BASE64_LENGTH = 7;

/**
 * The forms in which a secret appears in a log: as it is, escaped for JSON once and twice, as a part of an address or a form, and as
 * base64 or base64url, as a whole or inside another text such as the credentials of Basic authentication.
 */
export function secretForms(secret: string): readonly SecretForm[] {
  const plain = new Set<string>([secret]);
  const once = escapeJson(secret);
  plain.add(once).add(escapeJson(once));
  // JSON for scripts and of other languages escapes slashes and everything that is not ASCII.
  for (const text of [secret, once]) {
    plain.add(text.replaceAll('/', '\\/'));
    plain.add(escapeNonAscii(text)).add(escapeNonAscii(text.replaceAll('/', '\\/')));
  }
  for (const text of [percentEncode(secret), ...inAddress(secret)]) {
    plain.add(text).add(text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()));
  }
  const forms = [...plain].map((text) => ({ text, isBase64: false }));
  return [...forms, ...base64Cores(secret).map((text) => ({ text, isBase64: true }))];
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeNonAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Half a surrogate pair, which `encodeURIComponent` refuses, becomes the replacement character. */
function percentEncode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** As the URL standard writes it: form and query, path, user information. */
function inAddress(secret: string): readonly string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const address = new URL('https://host.example');
  address.password = secret;
  const { password } = address;
  address.search = '';
  address.search = secret.replaceAll('#', '%23');
  return [form, form.replaceAll('+', '%20'), password, address.search.slice(1)].filter((text) => text !== '');
}

/**
 * Returns the base64 characters that are the same with any text before and after the secret. Three bytes are four characters, so there are
 * three places at which it can begin.
 */
function base64Cores(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const cores = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const text = whole.toString('base64').replace(/=+$/, '');
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((whole.length * 8) / 6);
    const core = text.slice(start, end);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(core)];
  });
  return [...new Set(cores)].filter((core) => core.length >= MIN_BASE64_LENGTH);
}
