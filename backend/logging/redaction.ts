const CENSOR = '[redacted]';
const SHORTEST_SECRET = 6;

/** Credentials by their looks: JWTs, what follows an authorization scheme, PEM keys, Qlik's API keys, and parameters of addresses. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)*/g, CENSOR],
  [/\b(Bearer|Basic|Negotiate|NTLM)\s+[\w.~+/=-]{6,}/gi, `$1 ${CENSOR}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, CENSOR],
  [
    /\b((?:access_?token|refresh_?token|id_token|client_secret|code|code_verifier|state|qlikTicket|qlik-csrf-token|password)=)[^&\s"'\\]+/gi,
    `$1${CENSOR}`,
  ],
  [
    /("(?:access_?token|refresh_?token|id_token|client_secret|clientSecret|apiKey|ticket|password|passphrase|privateKey|cookie|set-cookie|authorization)":)"(?:[^"\\]|\\.)*"/gi,
    `$1"${CENSOR}"`,
  ],
  // rediss://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+@/gi, `$1${CENSOR}@`],
];

/** Takes credentials out of log lines, by their looks and by name: it is told each secret that the process knows. */
export class Redaction {
  readonly #secrets = new Set<string>();

  /** Each line of a secret counts, since a key in PEM is logged with its line breaks escaped. */
  readonly add = (secret: string): void => {
    for (const line of secret.split(/\r?\n/)) {
      const isBoundary = line.startsWith('-----');
      if (line.length >= SHORTEST_SECRET && !isBoundary) this.#secrets.add(line);
    }
  };

  readonly apply = (line: string): string => {
    let text = line;
    for (const secret of this.#secrets) text = text.replaceAll(secret, CENSOR);
    for (const [shape, replacement] of SHAPES) text = text.replace(shape, replacement);
    return text;
  };
}
