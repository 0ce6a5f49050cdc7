import type { ProxyAuthentication } from './virtual-proxy.ts';

type HeaderSettings = Extract<ProxyAuthentication, { method: 'header' }>;

/** Directory and id, or why the header is refused, in a sentence. */
export type HeaderResult =
  { readonly userDirectory: string; readonly userId: string } | { readonly refusal: string };

/**
 * Reads the user out of the header of a virtual proxy with header authentication.
 * Source: Qlik's help, "Header solution": US-ASCII only; `$ud` and `$id` in the pattern stand for directory and id.
 */
export function readUserHeader(
  { headerName, userDirectory }: HeaderSettings,
  value: string | string[] | undefined,
): HeaderResult | undefined {
  if (value === undefined) {
    return undefined;
  }
  // Node joins repeated headers with commas, and two users at once are nobody.
  const text = (typeof value === 'string' ? value : '').trim();
  if (text === '' || !/^[\x20-\x7e]+$/.test(text) || text.includes(',')) {
    return { refusal: `The header ${headerName} must name one user, in US-ASCII.` };
  }
  if ('fixed' in userDirectory) {
    return { userDirectory: userDirectory.fixed, userId: text };
  }
  const { ud, id } = patternExpression(userDirectory.pattern).exec(text)?.groups ?? {};
  return ud === undefined || id === undefined
    ? { refusal: `The header ${headerName} does not fit the pattern ${userDirectory.pattern}.` }
    : { userDirectory: ud, userId: id };
}

/** `$ud\\$id` as the management console writes it: a doubled backslash is one. */
function patternExpression(pattern: string): RegExp {
  const source = pattern
    .replaceAll('\\\\', '\\')
    .split(/(\$ud|\$id)/)
    .map((part) =>
      part === '$ud'
        ? String.raw`(?<ud>[^\\]+?)`
        : part === '$id'
          ? String.raw`(?<id>[^\\]+)`
          : part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${source}$`);
}
