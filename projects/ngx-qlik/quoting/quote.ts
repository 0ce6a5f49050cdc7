const BEARER = /\bBearer\s+[\w.~+/-]+=*/g;
/** In place of a credential. */
export const REDACTED = '[redacted]';
/**
 * The shape of a token: parts with dots, and as many as there are (RFC 7515, RFC 7516: the second may be empty). The first has `eyJ` and at
 * least twelve characters more, as `{"alg":"…"}` does, also behind other letters (`%20eyJ…`). A text of many `eyJ` is read once only: what
 * precedes the first is looked for ahead, where a pattern does not go back to look for another. `tests/support/tokens-in-texts.ts` holds it
 * and the backend's against one table.
 */
const TOKEN = /(^|[^\w-])(?=([\w-]*?)eyJ[\w-]{12})\2[\w-]+\.\.?[\w-][\w.-]*/g;

/** The most characters of a foreign text in a message. */
const LONGEST_QUOTE = 500;
/** Spaces, control characters, halves of characters, and what turns the direction of the text that follows. */
const UNPRINTED = /[\p{Cc}\p{Cs}\p{Z}\p{Bidi_C}]+/gu;

/** A text without anything that has the shape of a credential. Takes time in proportion to its length. */
export function redactText(text: string): string {
  return text.replace(BEARER, REDACTED).replace(TOKEN, `$1$2${REDACTED}`);
}

/**
 * A text of a server, or one that a user gave, as a part of a message: without credentials, on one line, without control characters, and of
 * at most 500 characters.
 */
export function quoteText(text: string): string {
  const redacted = redactText(text);
  const short = redacted.length > LONGEST_QUOTE ? `${redacted.slice(0, LONGEST_QUOTE - 1)}…` : redacted;
  return short.replace(UNPRINTED, ' ').trim();
}
