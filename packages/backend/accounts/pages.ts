import { DEMO_USERS } from './demo-users.ts';

/**
 * Returns the page on which a demo user is chosen.
 * @param action the address that gets the choice
 */
export function demoSignInPage(returnTo: string, action: string): string {
  const buttons = DEMO_USERS.map(
    ({ id, name, purpose }) =>
      `<button name="user" value="${escape(id)}"><strong>${escape(name)}</strong><span>${escape(purpose)}</span></button>`,
  ).join('\n');
  return page(
    'Sign in to the demo',
    `<p>There are no passwords here: choose who to be.</p>
<form method="post" action="${escape(action)}">
<input type="hidden" name="returnTo" value="${escape(returnTo)}">
${buttons}
</form>`,
  );
}

/** Returns a page with one message and a link to the application. */
export function messagePage(title: string, text: string): string {
  return page(title, `<p>${escape(text)}</p>\n<p><a href="/">Back to the application</a></p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem }
form { display: grid; gap: .75rem }
button { display: grid; text-align: start; padding: .75rem 1rem; border: 1px solid GrayText; border-radius: .5rem; background: Canvas; color: CanvasText; font: inherit; cursor: pointer }
button:hover, button:focus-visible { border-color: Highlight; outline: 2px solid Highlight }
h1:focus { outline: none }
span { opacity: .8 }
</style>
</head>
<body>
<main>
<h1 tabindex="-1" autofocus>${escape(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
