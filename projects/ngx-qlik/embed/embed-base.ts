import {
  computed,
  contentChild,
  Directive,
  input,
  output,
  type Signal,
  signal,
  viewChild,
} from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import {
  type EmbedAttributes,
  type EmbedContext,
  type EmbedUi,
  toJsonAttribute,
} from './element/embed-attributes';
import type { EmbedRefApi } from './element/ref-api';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import type { EmbedRequest } from './frame/embed-request';
import type { EmbedState } from './frame/embed-state';
import {
  type EmbedSlots,
  QlikEmptyDirective,
  QlikFailedDirective,
  QlikLoadingDirective,
} from './frame/embed-templates.directive';

/** Of every embed: its frame, and what it passes on. */
export const EMBED_TEMPLATE = `
  <qlik-embed-frame
    [request]="request()"
    [slots]="slots()"
    (ready)="onReady($event)"
    (failed)="failed.emit($event)"
  />
`;

/** What all embeds have in common. */
@Directive()
export abstract class EmbedBase<Api> {
  /** A connection of the configuration. */
  readonly connectionId = input.required<string>();

  /** The interface to what is shown, `undefined` for a `ui` that has none; emitted each time that it comes up. */
  readonly ready = output<Api>();
  readonly failed = output<QlikError>();

  private readonly loadingSlot = contentChild(QlikLoadingDirective);
  private readonly failedSlot = contentChild(QlikFailedDirective);
  private readonly emptySlot = contentChild(QlikEmptyDirective);
  private readonly frame = viewChild.required(EmbedFrameComponent);
  private readonly shown = signal<Api | undefined>(undefined);

  protected readonly slots = computed((): EmbedSlots => ({
    loading: this.loadingSlot()?.template,
    failed: this.failedSlot()?.template,
    empty: this.emptySlot()?.template,
  }));

  /** How this embed stands. */
  readonly state: Signal<EmbedState> = computed(() => this.frame().state());

  /** What {@link ready} emitted last; `undefined` while nothing is shown. */
  readonly refApi: Signal<Api | undefined> = computed(() =>
    this.state().status === 'ready' ? this.shown() : undefined,
  );

  /** Tries once more after a failure. */
  retry(): void {
    this.frame().retry();
  }

  protected onReady(refApi: unknown): void {
    // Which members it has depends on the `ui`, which the component has chosen; Qlik's documentation lists them.
    const api = refApi as Api;
    this.shown.set(api);
    this.ready.emit(api);
  }
}

/** What all embeds have in common that show something of an app. */
@Directive()
export abstract class AppEmbedBase<Api extends EmbedRefApi> extends EmbedBase<Api> {
  readonly appId = input.required<string>();
  /** Another name is another session of the same user, with selections of its own. */
  readonly identity = input<string>();
  /** Name of one of Qlik's or the tenant's themes. */
  readonly theme = input<string>();
  /** For example `en-US`. */
  readonly language = input<string>();
  readonly context = input<EmbedContext>();

  /** @param more what the component adds to what all have; other attributes than these */
  protected inApp(
    ui: EmbedUi,
    attributes: EmbedAttributes,
    more?: Pick<EmbedRequest, 'objectId' | 'sign'>,
  ): EmbedRequest {
    return {
      ...more,
      connectionId: this.connectionId(),
      appId: this.appId(),
      identity: this.identity(),
      ui,
      attributes: {
        ...attributes,
        theme: this.theme(),
        language: this.language(),
        'context:json': toJsonAttribute(this.context()),
      },
    };
  }
}
