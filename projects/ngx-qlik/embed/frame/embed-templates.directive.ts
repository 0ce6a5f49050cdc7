import { Directive, inject, TemplateRef } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { EmptyReason } from './empty-reason';

/** What a {@link QlikLoadingDirective} template is given: nothing. */
export type LoadingContext = Readonly<Record<string, never>>;

/** What a {@link QlikFailedDirective} template is given. */
export interface FailedContext {
  readonly $implicit: QlikError;
  /** Tries once more. */
  readonly retry: () => void;
}

/** What a {@link QlikEmptyDirective} template is given. */
export interface EmptyContext {
  readonly $implicit: EmptyReason;
}

/** The templates that an embed was given. */
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

/** Marks the template to show when an embed has failed: `<ng-template qlikFailed let-error let-retry="retry">`. */
@Directive({ selector: 'ng-template[qlikFailed]' })
export class QlikFailedDirective {
  readonly template: TemplateRef<FailedContext> = inject<TemplateRef<FailedContext>>(TemplateRef);

  /** Lets the compiler know the types of the template's variables. */
  static ngTemplateContextGuard(
    _directive: QlikFailedDirective,
    _context: unknown,
  ): _context is FailedContext {
    return true;
  }
}

/**
 * Marks the template to show over a chart that has nothing to draw: `<ng-template qlikEmpty let-reason>`. Without one, Qlik's own
 * message stays. Charts look for it, in the app and in a frame; what a sheet or a whole app shows is not known.
 */
@Directive({ selector: 'ng-template[qlikEmpty]' })
export class QlikEmptyDirective {
  readonly template: TemplateRef<EmptyContext> = inject<TemplateRef<EmptyContext>>(TemplateRef);

  /** Lets the compiler know the types of the template's variables. */
  static ngTemplateContextGuard(_directive: QlikEmptyDirective, _context: unknown): _context is EmptyContext {
    return true;
  }
}
