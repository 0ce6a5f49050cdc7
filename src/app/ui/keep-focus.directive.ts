import { afterNextRender, Directive, type DoCheck, ElementRef, inject, Injector } from '@angular/core';

/**
 * Keeps the focus inside an element when its focused control is replaced, such as *Sign in* by *Sign out*: focuses the first enabled
 * control.
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
