import type { PageOrigins } from '../../site/page-origins.ts';
import { contentSecurityPolicy, explainPolicy, formatPolicy } from '../content-security-policy.ts';

/** The output formats of a policy. */
export const FORMS = ['header', 'nginx', 'apache', 'meta'] as const;
export type PolicyForm = (typeof FORMS)[number];

/** Browsers ignore these in a `<meta>`. Source: CSP Level 3, section 3.3. */
const HEADER_ONLY = ['frame-ancestors', 'report-uri', 'sandbox'];
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3})$/;

/** The policy for these origins, as one line of that form. */
export function writePolicy(origins: readonly string[], form: PolicyForm): string {
  const directives = contentSecurityPolicy(origins);
  const policy = formatPolicy(directives);
  switch (form) {
    case 'header':
      return `Content-Security-Policy: ${policy}`;
    case 'nginx':
      return `add_header Content-Security-Policy "${policy}" always;`;
    case 'apache':
      return `Header always set Content-Security-Policy "${policy}"`;
    case 'meta': {
      const usable = Object.entries(directives).filter(([name]) => !HEADER_ONLY.includes(name));
      return `<meta http-equiv="Content-Security-Policy" content="${formatPolicy(Object.fromEntries(usable))}" />`;
    }
  }
}

/** Each source on a separate line, with its purpose and the connections that need it. */
export function explain({ allowed }: PageOrigins): string {
  const origins = [...new Set(allowed.map(({ origin }) => origin))];
  const users = (source: string): string => {
    const asking = allowed.filter(({ origin }) => origin === source.replace(/^ws/, 'http'));
    const names = asking.map(({ connection, field }) => `${connection} (${field})`);
    return names.length === 0 ? '' : ` – for ${names.join(', ')}`;
  };
  return Object.entries(explainPolicy(origins))
    .map(([name, sources]) =>
      [name, ...sources.map(({ source, reason }) => `  ${source}  ${reason}${users(source)}`)].join('\n'),
    )
    .join('\n');
}

/** Returns warnings about the configuration. */
export function warnings({ allowed, refused }: PageOrigins): readonly string[] {
  return [
    ...refused.map(
      ({ connection, field, address, reason }) =>
        `${connection}: ${field} "${address}" is not in the policy: ${reason}.`,
    ),
    ...allowed
      .map((each) => ({ ...each, url: new URL(each.origin) }))
      .filter(({ url }) => url.protocol === 'http:')
      .map(({ connection, field, origin, url }) =>
        LOOPBACK.test(url.hostname)
          ? `${connection}: ${field} ${origin} is not encrypted. That is for this machine only; use https in production.`
          : `${connection}: ${field} ${origin} is not encrypted: the network can read credentials and change scripts. Use https.`,
      ),
  ];
}
