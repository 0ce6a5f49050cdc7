import type { WrittenConnection } from './options.ts';

const CONTENT_NETWORK = 'https://cdn.qlikcloud.com';

/** The Content-Security-Policy of an application with one connection, as `docs/csp.md` explains it. */
export function policyFor({ host, platform }: WrittenConnection): string {
  const origin = host.startsWith('/') ? '' : new URL(host).origin;
  const qlik = [
    origin,
    platform === 'cloud' && /\.qlikcloud(gov)?\.com$/.test(origin) ? CONTENT_NETWORK : '',
  ];
  const socket = origin.replace(/^http/, 'ws');
  const sources = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ');
  return [
    "default-src 'none'",
    `script-src ${sources("'self'", ...qlik)}`,
    `style-src ${sources("'self'", "'unsafe-inline'", ...qlik)}`,
    `connect-src ${sources("'self'", ...qlik, socket)}`,
    `img-src ${sources("'self'", 'data:', 'blob:', ...qlik)}`,
    `font-src ${sources("'self'", 'data:', ...qlik)}`,
    "worker-src 'self' blob:",
    `frame-src ${sources("'self'", origin)}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
