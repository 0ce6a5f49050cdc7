import { createHash } from 'node:crypto';

/** Escaped markup. */
export class Html {
  constructor(readonly markup: string) {}
}

/** A template whose values are escaped unless they are markup themselves. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1] ?? '') + part));
}

function render(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') {
    return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return value instanceof Html ? value.markup : value.map((part) => part.markup).join('');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--quiet:#5b6675;--paper:#fff;--ground:#eef1f5;--line:#ccd3dc;--accent:#006580;--on-accent:#fff;--bad:#a3161d;--bad-ground:#fdecec;--note:#fff4d6;--note-ink:#5a4300}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--quiet:#a8b3c1;--paper:#1b222b;--ground:#11161c;--line:#3a4654;--accent:#5cc3de;--on-accent:#06222b;--bad:#ffb3b0;--bad-ground:#47181b;--note:#3b3011;--note-ink:#ffe3a0}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:440px;background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:24px}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 8px}
p{margin:0 0 16px}
.note{background:var(--note);color:var(--note-ink);border-radius:8px;padding:8px 12px;font-size:.875rem}
.bad{background:var(--bad-ground);color:var(--bad);border-radius:8px;padding:8px 12px}
.quiet{color:var(--quiet);font-size:.875rem;overflow-wrap:anywhere}
ul{margin:0 0 16px;padding-left:20px}
form{display:grid;gap:8px;margin:0 0 16px}
button{font:inherit;text-align:left;color:inherit;background:transparent;border:1px solid var(--line);border-radius:8px;padding:10px 14px;cursor:pointer}
button span{display:block;color:var(--quiet);font-size:.875rem}
button:hover{border-color:var(--accent)}
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent);text-align:center;font-weight:600}
button.plain{text-align:center}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Renders a page of the sandbox: no script, no image, no external resource. */
export function page(title: string, content: Html): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${render(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${content.markup}</main></body>
</html>
`;
}

/**
 * Headers for such a page.
 *
 * A browser applies `form-action` to every redirect after a form too, so it includes the redirect origins of the client.
 */
export function pageHeaders(
  onwardOrigins: readonly string[] = [],
  frameAncestors = "'none'",
): Record<string, string> {
  const formAction = ["'self'", ...new Set(onwardOrigins)].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; frame-ancestors ${frameAncestors}; base-uri 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
