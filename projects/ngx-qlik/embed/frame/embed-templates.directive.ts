import { Directive, inject, TemplateRef } from '@angular/core';
import type { QlikError } from 'ngx-qlik';

/** What a {@link QlikLoadingDirective} template is given: nothing. */
export type LoadingContext = Readonly<Record<string, never>>;

/** What a {@link QlikFailedDirective} template is given. */
export interface FailedContext {
  readonly $implicit: QlikError;
  /** Tries once more. */
  readonly retry: () => void;
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
