import { isPlatformBrowser, NgTemplateOutlet } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  Injector,
  input,
  NgZone,
  output,
  PLATFORM_ID,
  runInInjectionContext,
  signal,
  viewChild,
} from '@angular/core';
import { loadPart, QLIK_MESSAGES, type QlikError, QlikRuntime, toQlikError } from 'ngx-qlik';
import { EmbedElements } from '../element/embed-elements';
import { EmbedViewDirective, QLIK_EMBED_VIEWS } from './default-views';
import type { EmbedController } from './embed-controller';
import type { EmbedRequest } from './embed-request';
import { QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './embed-settings';
import type { EmbedState } from './embed-state';
import type { EmbedSlots, FailedContext } from './embed-templates.directive';
import type { EmbedView } from './embed-view';
import type { EmptyReason } from './empty-reason';

/**
 * The container of one `<qlik-embed>`, and what covers it while it loads or has failed. The code that mounts the element is loaded with the
 * first embed, so that it is not part of an application's first download.
 */
@Component({
  selector: 'qlik-embed-frame',
  imports: [EmbedViewDirective, NgTemplateOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './embed-frame.component.html',
  styleUrl: './embed-frame.component.css',
  host: {
    '[attr.aria-busy]': 'state().status === "loading"',
    '[attr.role]': 'request().label ? "group" : null',
    '[attr.aria-label]': 'request().label',
  },
})
export class EmbedFrameComponent implements EmbedView {
  private readonly injector = inject(Injector);
  private readonly zone = inject(NgZone);
  readonly elements = inject(EmbedElements);
  readonly limit = inject(QLIK_EMBED_TIME_LIMIT);
  readonly texts = inject(QLIK_EMBED_TEXTS);
  protected readonly messages = inject(QLIK_MESSAGES);
  protected readonly views = inject(QLIK_EMBED_VIEWS);

  readonly request = input.required<EmbedRequest>();
  readonly slots = input.required<EmbedSlots>();
  readonly ready = output<unknown>();
  readonly failed = output<QlikError>();

  readonly container = viewChild<ElementRef<HTMLElement>>('container');
  readonly state = signal<EmbedState>({ status: 'loading' });
  readonly emptiness = signal<EmptyReason | undefined>(undefined);

  private controller: EmbedController | undefined;
  private isDestroyed = false;

  protected readonly failedContext = computed((): FailedContext | undefined => {
    const state = this.state();
    if (state.status !== 'failed') return undefined;
    const { error } = state;
    // A part that cannot be loaded again needs a reload, which its remedy says.
    const canLoad = error.isRetryable || error.code !== 'http-unreachable';
    const canRetry = canLoad && (this.controller?.canRetry() ?? true);
    return { $implicit: error, retry: () => this.retry(), canRetry };
  });

  /** For the components of {@link QLIK_EMBED_VIEWS}. */
  protected readonly viewed = computed(() => {
    const { connectionId, ui } = this.request();
    const failed = this.failedContext();
    return { connectionId, ui, ...(failed && { ...failed, error: failed.$implicit }) };
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.isDestroyed = true));
    if (isPlatformBrowser(this.injector.get(PLATFORM_ID))) void this.start();
  }

  /** Tries again after a failure. */
  retry(): void {
    if (this.controller) return this.controller.retry();
    this.state.set({ status: 'loading' });
    void this.start();
  }

  private async start(): Promise<void> {
    try {
      // Begins to load, as the controller will need it: one part after the other would be a wait more before the first chart.
      this.injector.get(QlikRuntime);
      const { EmbedController } = await loadPart(() => import('./embed-controller'));
      if (this.isDestroyed) return;
      this.zone.run(() => {
        this.controller = runInInjectionContext(this.injector, () => new EmbedController(this));
      });
    } catch (thrown) {
      if (!this.isDestroyed) this.fail(toQlikError(thrown));
    }
  }

  private fail(error: QlikError): void {
    this.state.set({ status: 'failed', error });
    this.zone.run(() => this.failed.emit(error));
  }
}
