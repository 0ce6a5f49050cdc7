import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';

/**
 * Gives the focus back to *Try again* where the error of the next attempt appears in the place of the last one: the button goes with its
 * error while the attempt is under way. Not after the user has used the keyboard or the pointer meanwhile.
 */
@Injectable({ providedIn: 'root' })
export class RetryFocus {
  private readonly document = inject(DOCUMENT);
  /** The elements around the button that was pressed, from the inside. */
  private place: readonly Element[] = [];
  private forgetting = new AbortController();

  /** Remembers the place of a button that was pressed just now. */
  remember(button: Element): void {
    this.forget();
    this.place = ancestorsOf(button);
    const { signal } = this.forgetting;
    const forget = () => this.forget();
    for (const type of ['keydown', 'pointerdown'])
      this.document.addEventListener(type, forget, { capture: true, signal });
  }

  /** Gives the focus to the button of a new error, if it is in the place of the last one. */
  restore(button: HTMLElement): void {
    // The page's content as a whole is the place of no error.
    const nearest = this.place.find(({ isConnected }) => isConnected);
    if (!nearest?.contains(button) || nearest.matches('main, body, html')) return;
    this.forget();
    button.focus({ preventScroll: true });
  }

  private forget(): void {
    this.place = [];
    this.forgetting.abort();
    this.forgetting = new AbortController();
  }
}

function ancestorsOf({ parentElement }: Element): readonly Element[] {
  return parentElement ? [parentElement, ...ancestorsOf(parentElement)] : [];
}
