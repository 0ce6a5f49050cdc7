/** One `-----BEGIN …-----` block. */
export interface PemBlock {
  /** The label behind `BEGIN`, such as `RSA PRIVATE KEY`. */
  readonly label: string;
  /** Whether its headers mark it as encrypted. Source: RFC 1421, section 4.6.1.1. */
  readonly isEncrypted: boolean;
  /** The block with lines of 64 characters, which every reader of PEM accepts. */
  readonly pem: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs;
const LINE = /.{1,64}/g;

/**
 * Returns the PEM blocks of a text with any surrounding text and any form of line breaks: CRLF, `\n` as two characters, spaces,
 * quotes around all of it.
 */
export function findPemBlocks(text: string): readonly PemBlock[] {
  return [...withLineBreaks(text).matchAll(BLOCK)].map(([, label = '', body = '']) => {
    const lines = body.split(/[\r\n]+/).map((line) => line.trim());
    const isHeader = (line: string): boolean => line.includes(':');
    const data = lines.filter((line) => !isHeader(line)).join('');
    const wrapped = data.replace(/\s/g, '').match(LINE) ?? [];
    return {
      label,
      isEncrypted: lines.some((line) => isHeader(line) && /^(Proc-Type:.*ENCRYPTED|DEK-Info:)/.test(line)),
      pem: [`-----BEGIN ${label}-----`, ...wrapped, `-----END ${label}-----`, ''].join('\n'),
    };
  });
}

/** Describes a text without a usable PEM block, in words that follow the name of a field or file; it quotes nothing. */
export function describeWithoutPem(text: string): string {
  const begun = findCutOff(text);
  if (begun !== undefined) return `is cut off: "-----END ${begun}-----" is missing`;
  // oxlint-disable-next-line no-control-regex -- binary formats are distinguished from text by these
  if (/[\x00-\x08\ufffd]/.test(text)) {
    return 'is binary and not PEM; convert it: openssl pkcs12 -in FILE -nodes -out OUTPUT.pem (.pfx, .p12), openssl pkey -inform DER -in FILE -out OUTPUT.pem (a key, .der), or openssl x509 -inform DER -in FILE -out OUTPUT.pem (a certificate, .cer)';
  }
  return 'is not PEM: there is no line "-----BEGIN …-----" in it';
}

/** Returns the label of a block without an end, as in an incomplete copy. */
export function findCutOff(text: string): string | undefined {
  return /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text.replace(BLOCK, ''))?.[1];
}

/** Environment variables and `.env` files have `\n` written out, at times twice escaped. */
function withLineBreaks(text: string): string {
  return text.replace(/(?:\\+r)?\\+n|\\+r/g, '\n');
}
