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
`;

/** Returns a page of the tenant that shows an app or a part of it; see `browser/classic/classic-page.ts`. */
export interface ClassicDocument {
  readonly markup: string;
  /** The hash of its inline script, for `script-src`. */
  readonly scriptHash: string;
}

/** @param authType the authentication of the page's calls: the session's cookies, or none */
export function classicDocument(authType: 'cookie' | 'none'): ClassicDocument {
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  return {
    scriptHash: `'sha256-${hash}'`,
    markup: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox app</title>
<style>${STYLE}</style>
</head>
<body data-auth-type="${authType}"><script src="/qlik-embed/main.js"></script><script>${SCRIPT}</script></body>
</html>
`,
  };
}
