import {
  type ComponentRef,
  Directive,
  inject,
  InjectionToken,
  input,
  type OnChanges,
  type Signal,
  type Type,
  ViewContainerRef,
} from '@angular/core';
import type { QlikError } from 'ngx-qlik';

/** An embed that a component of {@link EmbedViews} stands for. */
export interface LoadingEmbed {
  readonly connectionId: string;
  /** For example `analytics/sheet`. */
  readonly ui: string;
}

/** An embed that has failed. */
export interface FailedEmbed extends LoadingEmbed {
  readonly error: QlikError;
  /** Tries again. */
  readonly retry: () => void;
  /**
   * Whether {@link retry} can help. False while the embed waits for a sign-in or for an input, and shows its content as soon as that is there, and
   * where a reload of the page is needed.
   */
  readonly canRetry: boolean;
}

/** Components for embeds without slots of their own. Each has an input `embed`. */
export interface EmbedViews {
  /** Shown while an embed is loading, in place of the text. */
  readonly loading?: Type<{ readonly embed: Signal<LoadingEmbed> }>;
  /** Shown when an embed has failed, in place of the error's texts. */
  readonly failed?: Type<{ readonly embed: Signal<FailedEmbed> }>;
}

/**
 * Token for what all embeds show while they load and when they have failed, or by a provider of a component those inside it. The slots
 * `qlikLoading` and `qlikFailed` of an embed have precedence.
 *
 * @example
 * { provide: QLIK_EMBED_VIEWS, useValue: { loading: SkeletonComponent, failed: FailedEmbedComponent } }
 */
export const QLIK_EMBED_VIEWS = new InjectionToken<EmbedViews>(ngDevMode ? 'QLIK_EMBED_VIEWS' : '', {
  providedIn: 'root',
  factory: () => ({}),
});

/**
 * Shows a component of {@link EmbedViews}. In place of Angular's `NgComponentOutlet`, which would add two kilobytes to the first download of an
 * application that has no other use for it.
 */
@Directive({ selector: '[qlikEmbedView]' })
export class EmbedViewDirective implements OnChanges {
  private readonly container = inject(ViewContainerRef);
  private shown: ComponentRef<unknown> | undefined;

  readonly qlikEmbedView = input.required<Type<unknown>>();
  readonly embed = input.required<LoadingEmbed>();

  ngOnChanges(): void {
    this.shown ??= this.container.createComponent(this.qlikEmbedView());
    this.shown.setInput('embed', this.embed());
  }
}
