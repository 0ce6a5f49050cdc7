import { QlikError } from 'ngx-qlik';

/** Watches an element from before it is attached until the signal ends it. */
export type RenderWatch = (root: Element, signal: AbortSignal) => Promise<undefined>;

/**
 * Watches for an element that fits the selector, and for what keeps a frame away.
 *
 * @returns what resolves when it has appeared, and rejects with `embed-frame-blocked`
 */
export function watchFirstRender(selector: string): RenderWatch {
  return (root, signal) =>
    Promise.race([
      findElement(root, selector, signal).then(() => undefined),
      frameBlocked(root, signal).then((cause) => {
        throw new QlikError('embed-frame-blocked', `This page may not show frames of ${cause.blockedURI}.`, {
          remedy: 'Add it to "frame-src" in the Content-Security-Policy of the page.',
          cause,
        });
      }),
    ]);
}

/**
 * The first element inside `root` that fits the selector, once it is there; a frame, once it has loaded. For those of Qlik's UIs that
 * announce nothing. Never settles when nothing comes or the signal ends it.
 */
function findElement(root: Element, selector: string, signal: AbortSignal): Promise<Element> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const found = root.querySelector(selector);
      if (!found) return false;
      if (found.localName !== 'iframe') resolve(found);
      else found.addEventListener('load', () => resolve(found), { once: true, signal });
      return true;
    };
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(root, { childList: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
  });
}

/**
 * Settles when this page's own Content-Security-Policy keeps a frame inside `root` from loading. A tenant that forbids being framed
 * cannot be told from one that allows it: the browser loads its own error page into the frame, and no script may look.
 */
function frameBlocked(root: Element, signal: AbortSignal): Promise<SecurityPolicyViolationEvent> {
  return new Promise((resolve) =>
    root.ownerDocument.addEventListener(
      'securitypolicyviolation',
      (event) => {
        const { effectiveDirective, blockedURI } = event;
        const address = root.querySelector('iframe')?.src;
        if (effectiveDirective === 'frame-src' && address?.startsWith(blockedURI)) resolve(event);
      },
      { signal },
    ),
  );
}
