import { afterNextRender, DestroyRef, Directive, ElementRef, inject, input } from '@angular/core';

/** An element or component that can have the focus. */
export interface FocusTarget {
  focus(options?: FocusOptions): void;
}

/**
 * Gives the focus to the target when a control inside disappears with it, such as *Sign in* after the sign-in. The target is a heading or
 * a status: on the next control, such as *Sign out*, the same key pressed again would revert what the first one did.
 */
@Directive({ selector: '[appKeepFocus]', host: { 'data-keeps-focus': '', '(focusin)': 'remember($event)' } })
export class KeepFocusDirective {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private latest: Element | undefined;

  readonly target = input.required<FocusTarget>({ alias: 'appKeepFocus' });

  constructor() {
    const observer = new MutationObserver(() => this.restore());
    afterNextRender(() => observer.observe(this.element, { childList: true, subtree: true }));
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }

  protected remember({ target }: FocusEvent): void {
    this.latest = target instanceof Element ? target : undefined;
  }

  private restore(): void {
    if (!this.latest || this.latest.isConnected) return;
    this.latest = undefined;
    const { activeElement, body } = this.element.ownerDocument;
    // Otherwise the focus is elsewhere already.
    if (activeElement === null || activeElement === body) this.target().focus({ preventScroll: true });
  }
}
