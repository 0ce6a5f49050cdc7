import { Directive, inject, TemplateRef } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { EmptyReason } from './empty-reason';

/** Context of a {@link QlikLoadingDirective} template: empty. */
export type LoadingContext = Readonly<Record<string, never>>;

/** Context of a {@link QlikFailedDirective} template. */
export interface FailedContext {
  readonly $implicit: QlikError;
  /** Tries again. */
  readonly retry: () => void;
  /**
   * Whether {@link retry} can help. False while the embed waits for a sign-in or for an input, and shows its content as soon as that is there, and
   * where a reload of the page is needed.
   */
  readonly canRetry: boolean;
}

/** Context of a {@link QlikEmptyDirective} template. */
export interface EmptyContext {
  readonly $implicit: EmptyReason;
}

/** The templates of an embed. */
export interface EmbedSlots {
  readonly loading: TemplateRef<LoadingContext> | undefined;
  readonly failed: TemplateRef<FailedContext> | undefined;
  readonly empty: TemplateRef<EmptyContext> | undefined;
}

/** Marks the template to show while an embed is loading. */
@Directive({ selector: 'ng-template[qlikLoading]' })
export class QlikLoadingDirective {
  readonly template: TemplateRef<LoadingContext> = inject<TemplateRef<LoadingContext>>(TemplateRef);
}

/** Marks the template to show when an embed has failed: `<ng-template qlikFailed let-error let-retry="retry" let-canRetry="canRetry">`. */
@Directive({ selector: 'ng-template[qlikFailed]' })
export class QlikFailedDirective {
  readonly template: TemplateRef<FailedContext> = inject<TemplateRef<FailedContext>>(TemplateRef);

  /** Types the template's variables for the compiler. */
  static ngTemplateContextGuard(
    _directive: QlikFailedDirective,
    _context: unknown,
  ): _context is FailedContext {
    return true;
  }
}

/**
 * Marks the template to show over a chart without data: `<ng-template qlikEmpty let-reason>`. Without one, Qlik's message stays. Charts
 * support it, in the app and in an iframe; sheets and whole apps do not.
 */
@Directive({ selector: 'ng-template[qlikEmpty]' })
export class QlikEmptyDirective {
  readonly template: TemplateRef<EmptyContext> = inject<TemplateRef<EmptyContext>>(TemplateRef);

  /** Types the template's variables for the compiler. */
  static ngTemplateContextGuard(_directive: QlikEmptyDirective, _context: unknown): _context is EmptyContext {
    return true;
  }
}
