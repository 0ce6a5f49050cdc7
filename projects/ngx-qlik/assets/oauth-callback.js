// Receives the answer of an authorization server for ngx-qlik and passes it to the page that began the sign-in, without any request.
// Keys and channel are those of `callback-page.ts` and `popup.ts`. `connectionId` says which application of this origin began the sign-in.
(() => {
  const answer = new URLSearchParams(location.search);
  // The code must stay neither in the address bar nor in the history.
  history.replaceState(null, '', location.pathname);

  const pending = readPending(answer.get('state'));
  if (pending) {
    sessionStorage.setItem(`ngx-qlik:oauth2:answer:${pending.connectionId}`, answer.toString());
    location.replace(toOwnAddress(pending.returnTo));
    return;
  }

  // Not begun in this tab: a sign-in window. Only the page that knows the state takes the answer up.
  const channel = new BroadcastChannel('ngx-qlik:oauth2');
  channel.postMessage(answer.toString());
  channel.close();
  document.getElementById('message').textContent =
    'This window has done its work. If it does not close by itself, close it, or go on in the application.';
  document.getElementById('home').hidden = false;
  window.close();

  function readPending(state) {
    if (!state) return undefined;
    try {
      return JSON.parse(sessionStorage.getItem(`ngx-qlik:oauth2:pending:${state}`)) ?? undefined;
    } catch {
      // Blocked storage or foreign content: treated as not begun here.
      return undefined;
    }
  }

  /** An address of this origin, or the application's start; never a script, never another site. */
  function toOwnAddress(address) {
    if (typeof address !== 'string' || !URL.canParse(address, location.href)) return './';
    const url = new URL(address, location.href);
    return url.origin === location.origin ? url.href : './';
  }
})();
