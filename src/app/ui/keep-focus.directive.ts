import { afterNextRender, Directive, type DoCheck, ElementRef, inject, Injector } from '@angular/core';

/**
 * Keeps the focus inside of an element whose focused control goes because another takes its place, such as *Sign out* for *Sign in*. The
 * first control that can be used gets it then.
 */
@Directive({ selector: '[appKeepFocus]' })
export class KeepFocusDirective implements DoCheck {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly injector = inject(Injector);

  /** Runs before the controls inside are changed. */
  ngDoCheck(): void {
    const { activeElement } = this.element.ownerDocument;
    if (!activeElement || activeElement === this.element || !this.element.contains(activeElement)) return;
    afterNextRender({ write: () => this.restore(activeElement) }, { injector: this.injector });
  }

  private restore(before: Element): void {
    if (before.isConnected) return;
    this.element.querySelector<HTMLElement>('button:not([disabled]), a[href]')?.focus();
  }
}
