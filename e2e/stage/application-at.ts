import type { BrowserContext } from '@playwright/test';

/**
 * Has the application once more on its origin, below another base address, as an origin with several applications does. Requests go on to
 * the server, which knows the one application only: browsers let no page of another kind call servers of this machine.
 *
 * @param path with slashes at both ends
 * @returns where it is
 */
export async function serveAt(context: BrowserContext, origin: string, path: string): Promise<string> {
  const address = origin + path;
  await context.route(`${address}**`, (route) =>
    route.continue({ url: `${origin}/${route.request().url().slice(address.length)}` }),
  );
  await context.addInitScript((base) => {
    if (!location.pathname.startsWith(base)) return;
    // Before the application starts, which is when the page has been read.
    new MutationObserver((_changes, observer) => {
      const element = document.querySelector('base');
      if (!element) return;
      element.href = base;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, path);
  return address;
}
