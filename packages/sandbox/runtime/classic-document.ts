import { createHash } from 'node:crypto';

const SCRIPT = `QlikMain.import('classic-page@sandbox')`;

const STYLE = `
html, body { height: 100%; margin: 0 }
body { display: flex; flex-direction: column; font: 14px/1.4 system-ui, sans-serif }
header { flex: none }
nav { flex: none; display: flex; gap: 4px; padding: 4px 8px; overflow-x: auto; border-bottom: 1px solid #d9d9d9 }
nav button { flex: none; padding: 6px 12px; border: 1px solid transparent; border-radius: 4px; background: none; font: inherit; cursor: pointer }
nav button[aria-pressed='true'] { border-color: #006580; color: #006580; font-weight: 600 }
main { flex: 1; min-height: 0; position: relative }
[data-theme='dark'] { color-scheme: dark }
[data-theme='dark'] body { color: #f2f2f2; background: #262626 }
[data-theme='dark'] nav { border-color: #4d4d4d }
[data-theme='dark'] nav button { color: inherit }
[data-theme='dark'] nav button[aria-pressed='true'] { border-color: #4cb3cf; color: #4cb3cf }
`;

/** Returns a page of the tenant that shows an app or a part of it; see `browser/classic/classic-page.ts`. */
export interface ClassicDocument {
  readonly markup: string;
  /** Returns its `content-security-policy`. @param frameAncestors the sources of `frame-ancestors` */
  readonly policy: (origin: string, frameAncestors: string) => string;
}

/** @param authType the authentication of the page's calls: the session's cookies, that of the page around its frame, or none */
export function classicDocument(authType: 'cookie' | 'parent' | 'none'): ClassicDocument {
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  return {
    policy: (origin, frameAncestors) => policy(origin, `'sha256-${hash}'`, frameAncestors),
    markup: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox app</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body data-auth-type="${authType}"><script src="/qlik-embed/main.js"></script><script>${SCRIPT}</script></body>
</html>
`,
  };
}

/**
 * Charts need inline styles, `data:` images and `blob:` workers. Four of Qlik's charts (waterfall, distribution plot, histogram, box plot)
 * make functions from texts: they never draw without `'unsafe-eval'`.
 */
function policy(origin: string, scriptHash: string, frameAncestors: string): string {
  const socket = origin.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    `script-src 'self' 'unsafe-eval' ${scriptHash}`,
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ${socket}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
