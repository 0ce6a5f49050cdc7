import { DOCUMENT } from '@angular/common';
import { afterRender, DestroyRef, inject } from '@angular/core';

const CONTROLS =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** The focused element and its ancestors, from the inside. */
interface Focused {
  readonly element: HTMLElement;
  readonly ancestors: readonly Element[];
}

/**
 * Keeps the focus on the page when the focused control is removed, disabled or hidden, such as *Clear all* by its own click: moves
 * it to the nearest control, preferably the next one. Otherwise the browser moves it to the start of the page. Needs an
 * injection context.
 */
export function restoreLostFocus(): void {
  const document = inject(DOCUMENT);
  let focused: Focused | undefined;
  const remember = ({ target }: FocusEvent) => {
    focused = target instanceof HTMLElement ? { element: target, ancestors: ancestorsOf(target) } : undefined;
  };
  const forget = () => {
    const before = focused;
    // A removed element is still in the page during this event.
    queueMicrotask(() => {
      if (focused === before && before && isUsable(before.element)) focused = undefined;
    });
  };
  document.addEventListener('focusin', remember);
  document.addEventListener('focusout', forget);
  inject(DestroyRef).onDestroy(() => {
    document.removeEventListener('focusin', remember);
    document.removeEventListener('focusout', forget);
  });
  afterRender({
    read: () => {
      if (!focused || isUsable(focused.element)) return;
      const { activeElement } = document;
      const isLost = activeElement === document.body || activeElement === focused.element;
      const next = isLost ? findNext(focused) : undefined;
      focused = undefined;
      next?.focus();
    },
  });
}

/** Returns the control to focus instead: in the nearest ancestor that has one, the next one or else the one before. */
function findNext({ element, ancestors }: Focused): HTMLElement | undefined {
  // A part with a target of its own, which `appKeepFocus` names, gives it the focus.
  if (!element.isConnected && ancestors.some((each) => each.matches('[data-keeps-focus]'))) return undefined;
  for (const ancestor of ancestors.filter(({ isConnected }) => isConnected)) {
    // In the page's whole content, the heading is nearer than the first control.
    if (ancestor.matches('main')) return ancestor.querySelector<HTMLElement>('h1[tabindex]') ?? undefined;
    const controls = [...ancestor.querySelectorAll<HTMLElement>(CONTROLS)].filter(
      (control) => isUsable(control) && control.checkVisibility(),
    );
    if (controls.length === 0) continue;
    const follows = (control: HTMLElement) =>
      Boolean(element.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING);
    // The position of a removed element is unknown.
    if (!element.isConnected) return controls[0];
    return controls.find(follows) ?? controls.at(-1);
  }
  return undefined;
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && !isInClosedDetails(element);
}

/** Cheaper than `checkVisibility()`, which calculates styles. */
function isInClosedDetails(element: Element): boolean {
  const details = element.closest('details:not([open])');
  if (!details) return false;
  const isSummary = details.querySelector(':scope > summary')?.contains(element) === true;
  return !isSummary || (details.parentElement !== null && isInClosedDetails(details.parentElement));
}

function ancestorsOf(element: Element): readonly Element[] {
  const { parentElement } = element;
  return parentElement ? [parentElement, ...ancestorsOf(parentElement)] : [];
}
