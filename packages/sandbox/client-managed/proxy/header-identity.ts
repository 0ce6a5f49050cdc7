import type { ProxyAuthentication } from './virtual-proxy.ts';

type HeaderSettings = Extract<ProxyAuthentication, { method: 'header' }>;

/** Directory and id, or the reason for the refusal in one sentence. */
export type HeaderResult =
  | { readonly userDirectory: string; readonly userId: string }
  | { readonly refusal: string };

/**
 * Reads the user from the header of a virtual proxy with header authentication.
 * Source: Qlik's help, "Header solution": US-ASCII only; `$ud` and `$id` in the pattern stand for directory and id.
 */
export function readUserHeader(
  { headerName, userDirectory }: HeaderSettings,
  value: string | string[] | undefined,
): HeaderResult | undefined {
  if (value === undefined) {
    return undefined;
  }
  // Node joins repeated headers with commas; two users in one request are refused.
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

/** In `$ud\\$id`, the form of the management console, the double backslash stands for one. */
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
