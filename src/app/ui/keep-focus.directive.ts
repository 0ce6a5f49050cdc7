import { DestroyRef, Directive, ElementRef, inject, input } from '@angular/core';
import { type FocusTarget, LostFocus } from './lost-focus';

/**
 * Gives the focus to the target when a control inside disappears with it, such as *Sign in* after the sign-in. The target is a heading or
 * a status: on the next control, such as *Sign out*, the same key pressed again would revert what the first one did.
 */
@Directive({ selector: '[appKeepFocus]' })
export class KeepFocusDirective {
  readonly target = input.required<FocusTarget>({ alias: 'appKeepFocus' });

  constructor() {
    const part = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    inject(DestroyRef).onDestroy(inject(LostFocus).addTarget(part, this.target));
  }
}
