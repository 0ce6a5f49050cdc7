import { DOCUMENT } from '@angular/common';
import { DestroyRef, inject, Injectable } from '@angular/core';

const CONTROLS =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** An element or component that can have the focus. */
export interface FocusTarget {
  focus(options?: FocusOptions): void;
}

/**
 * Keeps the focus on the page when the focused control is removed, disabled or hidden, such as *Clear all* by its own click: moves
 * it to the target that `appKeepFocus` names, else to the nearest control, preferably the next one. Otherwise the browser moves it to the
 * start of the page.
 */
@Injectable({ providedIn: 'root' })
export class LostFocus {
  private readonly document = inject(DOCUMENT);
  private readonly targets = new Map<Element, () => FocusTarget>();
  // Of the focused element and its ancestors only: a page with charts changes all the time.
  private readonly observer = new MutationObserver(() => this.restore());
  /** The focused element and its ancestors, from the inside. */
  private path: readonly Element[] = [];

  constructor() {
    const { document } = this;
    const onFocus = ({ target }: FocusEvent) => this.remember(target);
    const onBlur = () => this.forgetIfUsable();
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    inject(DestroyRef).onDestroy(() => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
      this.observer.disconnect();
    });
  }

  /**
   * Names the target for controls that are removed from a part of the page.
   * @returns a function that withdraws it
   */
  addTarget(part: Element, target: () => FocusTarget): () => void {
    this.targets.set(part, target);
    return () => this.targets.delete(part);
  }

  private remember(focused: EventTarget | null): void {
    this.observer.disconnect();
    this.path = focused instanceof Element ? pathOf(focused) : [];
    for (const each of this.path)
      this.observer.observe(each, { childList: true, attributeFilter: ['disabled', 'open'] });
  }

  /** A removed element is still in the page during `focusout`. */
  private forgetIfUsable(): void {
    const before = this.path;
    queueMicrotask(() => {
      if (this.path === before && before[0] && isUsable(before[0])) this.remember(null);
    });
  }

  private restore(): void {
    const [element, ...ancestors] = this.path;
    if (!element || isUsable(element)) return;
    this.remember(null);
    const { activeElement, body } = this.document;
    if (activeElement !== null && activeElement !== body && activeElement !== element) return;
    const remaining = ancestors.filter(({ isConnected }) => isConnected);
    const part = element.isConnected ? undefined : remaining.find((each) => this.targets.has(each));
    if (part) this.targets.get(part)?.().focus({ preventScroll: true });
    else {
      const next = findNext(element, remaining);
      next?.focus({ preventScroll: remaining.some((each) => each === next) });
    }
  }
}

/** Returns what to focus instead: in the nearest ancestor that has a control, the next one or else the one before. */
function findNext(element: Element, ancestors: readonly Element[]): HTMLElement | undefined {
  for (const ancestor of ancestors) {
    // In the page's whole content, the heading is nearer than the first control.
    if (ancestor.matches('main')) return ancestor.querySelector<HTMLElement>('h1[tabindex]') ?? undefined;
    const controls = [...ancestor.querySelectorAll<HTMLElement>(CONTROLS)].filter(
      (control) => isUsable(control) && control.checkVisibility(),
    );
    // Such a part has a name, and its controls may be on their way: a control outside it is farther.
    if (controls.length === 0 && ancestor instanceof HTMLElement && ancestor.matches('[tabindex="-1"]'))
      return ancestor;
    if (controls.length === 0) continue;
    const follows = (control: HTMLElement) =>
      Boolean(element.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING);
    // The position of a removed element is unknown.
    if (!element.isConnected) return controls[0];
    return controls.find(follows) ?? controls.at(-1);
  }
  return undefined;
}

function isUsable(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled') && !isInClosedDetails(element);
}

/** Cheaper than `checkVisibility()`, which calculates styles. */
function isInClosedDetails(element: Element): boolean {
  const details = element.closest('details:not([open])');
  if (!details) return false;
  const isSummary = details.querySelector(':scope > summary')?.contains(element) === true;
  return !isSummary || (details.parentElement !== null && isInClosedDetails(details.parentElement));
}

function pathOf(element: Element): readonly Element[] {
  return element.parentElement ? [element, ...pathOf(element.parentElement)] : [element];
}
