import {
  ApplicationRef,
  createComponent,
  DestroyRef,
  Directive,
  ElementRef,
  EnvironmentInjector,
  inject,
} from '@angular/core';

/**
 * Makes a native button one of Material's, whose code is not in the first download, when that code is there. It stays the same element,
 * with its focus and its listeners; until then, and without a network, it is a plain button that works. The variant is Material's attribute.
 * For the parts of the first download; all others import `MatButton`.
 */
@Directive({ selector: 'button[appMaterialButton]' })
export class MaterialButtonDirective {
  private readonly element = inject<ElementRef<HTMLButtonElement>>(ElementRef).nativeElement;
  private readonly application = inject(ApplicationRef);
  private readonly environmentInjector = inject(EnvironmentInjector);
  private readonly destroyRef = inject(DestroyRef);
  private isDestroyed = false;

  constructor() {
    this.destroyRef.onDestroy(() => (this.isDestroyed = true));
    void this.upgrade();
  }

  private async upgrade(): Promise<void> {
    const material = await import('./material-buttons').catch(() => undefined);
    if (!material || this.isDestroyed) return;
    const { element: hostElement, environmentInjector } = this;
    const content = [...hostElement.childNodes];
    const shown = hostElement.hasAttribute('mat-icon-button')
      ? createComponent(material.MatIconButton, {
          hostElement,
          environmentInjector,
          projectableNodes: [content],
        })
      : // The first place is that of an icon.
        createComponent(material.MatButton, {
          hostElement,
          environmentInjector,
          projectableNodes: [[], content],
        });
    this.application.attachView(shown.hostView);
    this.destroyRef.onDestroy(() => shown.destroy());
  }
}
