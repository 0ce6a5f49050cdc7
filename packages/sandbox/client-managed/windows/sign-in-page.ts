import { createHash } from 'node:crypto';

const STYLE = `
:root{color-scheme:light dark;--ink:#1f2a24;--quiet:#56635c;--paper:#fff;--ground:#eef2ef;--line:#8a978f;--accent:#00703c;--on-accent:#fff;--bad:#9c1720;--bad-ground:#fdebec}
@media(prefers-color-scheme:dark){:root{--ink:#e9efeb;--quiet:#a9b6ae;--paper:#19211d;--ground:#0f1512;--line:#6f7d75;--accent:#5fd39a;--on-accent:#062214;--bad:#ffb4b4;--bad-ground:#45171b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:400px;background:var(--paper);border-top:4px solid var(--accent);border-radius:8px;padding:24px;overflow-wrap:anywhere}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 8px}
p{margin:0 0 16px}
.quiet{color:var(--quiet);font-size:.875rem}
.bad{background:var(--bad-ground);color:var(--bad);border-radius:6px;padding:8px 12px}
form{display:grid;gap:4px;margin:0 0 16px}
label{font-weight:600;margin-top:8px}
input{font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:6px;padding:10px 12px;width:100%}
button{font:inherit;font-weight:600;margin-top:16px;border:0;border-radius:6px;padding:12px;background:var(--accent);color:var(--on-accent);cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
summary{cursor:pointer}
ul{padding-left:20px;margin:8px 0 0}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The content of the sign-in form. */
export interface SignInForm {
  /** The form's target: a path of this server with its query. */
  readonly action: string;
  readonly userName: string;
  readonly error: string | undefined;
  readonly hints: readonly { readonly userId: string; readonly purpose: string }[];
}

/** Renders the form for browsers without integrated Windows sign-in. */
export function signInPage({ action, userName, error, hints }: SignInForm): string {
  const invalid = error === undefined ? '' : ' aria-invalid="true" aria-describedby="error"';
  const focus = userName === '' ? ['autofocus', ''] : ['', 'autofocus'];
  return page(
    'Sign in – Qlik Sense sandbox',
    `<h1>Sign in to Qlik Sense</h1>
<p class="quiet">Enter the user name and password of your Windows account.</p>
${error === undefined ? '' : `<p class="bad" role="alert" id="error">${escape(error)}</p>`}
<form method="post" action="${escape(action)}">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" placeholder="SANDBOX\\ada" required value="${escape(userName)}"${invalid} ${focus[0] ?? ''}>
<label for="pwd">Password</label>
<input id="pwd" name="pwd" type="password" autocomplete="current-password" required${invalid} ${focus[1] ?? ''}>
<button type="submit">Sign in</button>
</form>
<details class="quiet"><summary>Demo users of this sandbox</summary>
<p>The password is the user name followed by <code>-sandbox</code>.</p>
<ul>${hints.map((hint) => `<li><code>${escape(hint.userId)}</code>: ${escape(hint.purpose)}</li>`).join('')}</ul></details>`,
  );
}

/** Renders a page with one message. */
export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escape(title)}</h1>\n<p>${escape(text)}</p>`);
}

/** Headers of these pages. A browser applies `form-action` to the redirect after a form too, so it includes the target's origin. */
export function pageHeaders(targetOrigin?: string): Record<string, string> {
  const formAction = targetOrigin === undefined ? "'self'" : `'self' ${targetOrigin}`;
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${content}</main></body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
