import { QlikError } from 'ngx-qlik';

/**
 * Watches an element, from before its attachment until the signal aborts, for the first element inside that matches the selector, and for a
 * blocked iframe. Resolves when the element appears, and rejects with `embed-frame-blocked`.
 */
export function watchFirstRender(root: Element, selector: string, signal: AbortSignal): Promise<undefined> {
  return Promise.race([
    findElement(root, selector, signal).then(() => undefined),
    frameBlocked(root, signal).then((cause) => {
      throw new QlikError('embed-frame-blocked', `This page may not show frames of ${cause.blockedURI}.`, {
        remedy: 'Add it to "frame-src" in the Content-Security-Policy of the page.',
        params: { address: cause.blockedURI },
        cause,
      });
    }),
  ]);
}

/**
 * Resolves with the first element inside `root` that matches the selector; an iframe after it has loaded. For Qlik's UIs without an event.
 * Never settles when there is no such element or the signal aborts.
 */
function findElement(root: Element, selector: string, signal: AbortSignal): Promise<Element> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const found = root.querySelector(selector);
      if (!found) return false;
      if (found.localName !== 'iframe') resolve(found);
      else found.addEventListener('load', () => resolve(found), { once: true });
      return true;
    };
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(root, { childList: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
  });
}

/**
 * Resolves when this page's Content-Security-Policy blocks an iframe inside `root`. A tenant that forbids framing cannot be detected: the
 * browser loads its own error page, which no script may read.
 */
function frameBlocked(root: Element, signal: AbortSignal): Promise<SecurityPolicyViolationEvent> {
  return new Promise((resolve) => {
    const { ownerDocument } = root;
    const onViolation = (event: SecurityPolicyViolationEvent) => {
      const { effectiveDirective, blockedURI } = event;
      const address = root.querySelector('iframe')?.src;
      if (effectiveDirective === 'frame-src' && address?.startsWith(blockedURI)) resolve(event);
    };
    ownerDocument.addEventListener('securitypolicyviolation', onViolation);
    // Not by the option `signal`, which jsdom's documents under zone.js in Vitest refuse: it is one of Node's there.
    signal.addEventListener('abort', () =>
      ownerDocument.removeEventListener('securitypolicyviolation', onViolation),
    );
  });
}
