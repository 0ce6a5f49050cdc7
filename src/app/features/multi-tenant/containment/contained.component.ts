import {
  afterRender,
  ChangeDetectionStrategy,
  Component,
  type ComponentRef,
  createComponent,
  createEnvironmentInjector,
  DestroyRef,
  effect,
  type ElementRef,
  EnvironmentInjector,
  ErrorHandler,
  inject,
  input,
  output,
  type Provider,
  type Type,
  untracked,
  viewChild,
} from '@angular/core';
import { toQlikError } from 'ngx-qlik';
import type { Breakdown } from './breakdown';

/** What to show, and what only it is given. Another object is another start. */
export interface Containment {
  readonly component: Type<unknown>;
  /** Of its own injector, which is gone with it. */
  readonly providers: readonly Provider[];
}

/**
 * Shows a component that can break without taking the page with it.
 *
 * Angular checks a page in one go: an error in one template ends the check, and nothing below it is brought up to date any more. So this
 * component is no part of that tree: it is checked on its own after the page, in an injector of its own, and where its constructor, its
 * template or an effect throws, it is taken away and its error told.
 */
@Component({
  selector: 'app-contained',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<div #place></div>',
  styles: ':host { display: block; min-width: 0; }',
})
export class ContainedComponent {
  private readonly outer = inject(EnvironmentInjector);
  private readonly outerErrors = inject(ErrorHandler);
  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private shown: ComponentRef<unknown> | undefined;
  private host: Element | undefined;
  private injector: EnvironmentInjector | undefined;

  readonly containment = input.required<Containment>();
  /** It broke. */
  readonly broken = output<Breakdown>();

  constructor() {
    effect(() => {
      const containment = this.containment();
      const place = this.place().nativeElement;
      untracked(() => this.start(containment, place));
    });
    // Whatever changes anything in there makes the application check its views, and this comes after it.
    afterRender(() => queueMicrotask(() => this.check()));
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  private start({ component, providers }: Containment, place: HTMLElement): void {
    this.stop();
    const errors: ErrorHandler = { handleError: (thrown) => this.tell(thrown, { isGone: false }) };
    try {
      const environmentInjector = createEnvironmentInjector(
        [...providers, { provide: ErrorHandler, useValue: errors }],
        this.outer,
      );
      this.injector = environmentInjector;
      const hostElement = place.ownerDocument.createElement('div');
      this.host = hostElement;
      place.append(hostElement);
      this.shown = createComponent(component, { environmentInjector, hostElement });
    } catch (thrown) {
      this.giveUp(thrown);
      return;
    }
    queueMicrotask(() => this.check());
  }

  private check(): void {
    try {
      this.shown?.changeDetectorRef.detectChanges();
    } catch (thrown) {
      this.giveUp(thrown);
    }
  }

  private giveUp(thrown: unknown): void {
    this.stop();
    this.tell(thrown, { isGone: true });
  }

  private tell(thrown: unknown, { isGone }: { readonly isGone: boolean }): void {
    this.broken.emit({ error: toQlikError(thrown), isGone });
  }

  private stop(): void {
    const { shown, injector } = this;
    this.shown = undefined;
    this.injector = undefined;
    try {
      shown?.destroy();
      injector?.destroy();
    } catch (thrown) {
      // It goes in any case; what it throws while going is for the console.
      this.outerErrors.handleError(thrown);
    }
    this.host?.remove();
  }
}
