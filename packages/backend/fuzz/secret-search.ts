/** Part of each secret of the run, so that a secret is found in any surrounding text. */
export const SECRET_MARK = 'fzSecret7Kq';

const CONTEXT = 60;

/** A secret that was found where none may be. */
export interface FoundSecret {
  readonly secret: string;
  /** The surrounding text. */
  readonly context: string;
}

/**
 * Looks for secrets in texts: as they are, in base64 at each of its three alignments, percent-encoded and escaped for JSON. It shares no
 * code with the redaction of the log, which would share its mistakes.
 */
export class SecretSearch {
  readonly #forms = new Map<string, string>();
  readonly #values = new Map<string, string>();

  constructor() {
    for (const form of formsOf(SECRET_MARK)) this.#forms.set(form, 'a secret of the run');
  }

  /** Adds a secret that no text may contain. @param name of the secret, for a report */
  add(name: string, secret: string): void {
    for (const form of formsOf(secret)) this.#forms.set(form, name);
  }

  /** A credential that its owner may see, but no log: a session cookie, a JWT. It has to consist of characters of base64url and dots. */
  addValue(name: string, value: string): void {
    this.#values.set(value, name);
  }

  /** @param text of a response */
  find(text: string): FoundSecret | undefined {
    for (const [form, secret] of this.#forms) {
      const at = text.indexOf(form);
      if (at >= 0) return { secret, context: text.slice(Math.max(0, at - CONTEXT), at + form.length) };
    }
    return undefined;
  }

  /** @param line of the log, which may contain none of the values either */
  findInLog(line: string): FoundSecret | undefined {
    const found = this.find(line);
    if (found !== undefined) return found;
    for (const [word] of line.replaceAll(/%2e/gi, '.').matchAll(/[\w-]{12,}(?:\.[\w-]+)*/g)) {
      const secret = this.#values.get(word) ?? this.#values.get(word.split('.', 1)[0] ?? '');
      if (secret !== undefined) return { secret, context: line.slice(0, 400) };
    }
    return undefined;
  }
}

function formsOf(secret: string): readonly string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const plain = [
    secret,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    new URLSearchParams([['', secret]]).toString().slice(1),
    Buffer.from(secret).toString('hex'),
  ];
  const encoded = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
    // The characters at both ends depend on what surrounds the secret.
    const core = text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + secret.length) * 4) / 3));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set([...plain, ...encoded])];
}
