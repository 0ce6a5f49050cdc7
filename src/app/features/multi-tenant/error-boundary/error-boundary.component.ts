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
import type { PanelFailure } from './panel-failure';

/** The component to show, with its own providers. Another object creates the component again. */
export interface BoundaryContent {
  readonly component: Type<unknown>;
  /** Providers of its own injector, which is destroyed with it. */
  readonly providers: readonly Provider[];
}

/**
 * Shows a component whose errors do not affect the page.
 *
 * Angular checks a page in one pass: an error in one template ends the check, and nothing below it is updated any more.
 * This component is therefore not part of that tree: it is checked separately after the page, in its own injector, and
 * if its constructor, its template or an effect throws, it is removed and its error is emitted.
 */
@Component({
  selector: 'app-error-boundary',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<div #container></div>',
  styles: ':host { display: block; min-width: 0; }',
})
export class ErrorBoundaryComponent {
  private readonly outer = inject(EnvironmentInjector);
  private readonly outerErrors = inject(ErrorHandler);
  private readonly container = viewChild.required<ElementRef<HTMLElement>>('container');
  private shown: ComponentRef<unknown> | undefined;
  private host: Element | undefined;
  private injector: EnvironmentInjector | undefined;

  readonly content = input.required<BoundaryContent>();
  /** The component threw an error. */
  readonly failed = output<PanelFailure>();

  constructor() {
    effect(() => {
      const content = this.content();
      const container = this.container().nativeElement;
      untracked(() => this.start(content, container));
    });
    // Any change inside makes the application check its views; this check follows.
    afterRender(() => queueMicrotask(() => this.check()));
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  private start({ component, providers }: BoundaryContent, container: HTMLElement): void {
    this.stop();
    const errors: ErrorHandler = { handleError: (thrown) => this.report(thrown, { isRemoved: false }) };
    try {
      const environmentInjector = createEnvironmentInjector(
        [...providers, { provide: ErrorHandler, useValue: errors }],
        this.outer,
      );
      this.injector = environmentInjector;
      const hostElement = container.ownerDocument.createElement('div');
      this.host = hostElement;
      container.append(hostElement);
      this.shown = createComponent(component, { environmentInjector, hostElement });
    } catch (thrown) {
      this.removeContent(thrown);
      return;
    }
    queueMicrotask(() => this.check());
  }

  private check(): void {
    try {
      this.shown?.changeDetectorRef.detectChanges();
    } catch (thrown) {
      this.removeContent(thrown);
    }
  }

  private removeContent(thrown: unknown): void {
    this.stop();
    this.report(thrown, { isRemoved: true });
  }

  private report(thrown: unknown, { isRemoved }: { readonly isRemoved: boolean }): void {
    this.failed.emit({ error: toQlikError(thrown), isRemoved: isRemoved });
  }

  private stop(): void {
    const { shown, injector } = this;
    this.shown = undefined;
    this.injector = undefined;
    try {
      shown?.destroy();
      injector?.destroy();
    } catch (thrown) {
      // The component is removed in any case; errors on the way go to the console.
      this.outerErrors.handleError(thrown);
    }
    this.host?.remove();
  }
}
