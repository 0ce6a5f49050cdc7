/** What a redirect address has to be, for messages. */
export const REDIRECT_URI_RULE =
  'an absolute http or https address without a fragment, a user name or a wildcard';

/** Returns whether an address can be registered for a client (RFC 6749, section 3.1.2; RFC 9700, section 2.1). */
export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && username === '' && password === '' && !hostname.includes('*') && !text.includes('#');
}
