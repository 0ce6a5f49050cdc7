import {
  computed,
  contentChild,
  Directive,
  inject,
  input,
  output,
  type Signal,
  signal,
  viewChild,
} from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { InitialAppState } from 'ngx-qlik/qix';
import {
  type EmbedAttributes,
  type EmbedContext,
  type EmbedUi,
  toJsonAttribute,
  toOptionalBoolean,
  toPresence,
} from './element/embed-attributes';
import type { EmbedRefApi } from './element/ref-api';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import type { EmbedRequest } from './frame/embed-request';
import { QLIK_EMBED_DEFAULTS } from './frame/embed-settings';
import type { EmbedState } from './frame/embed-state';
import {
  type EmbedSlots,
  QlikEmptyDirective,
  QlikFailedDirective,
  QlikLoadingDirective,
} from './frame/embed-templates.directive';

/** The template of every embed. */
export const EMBED_TEMPLATE = `
  <qlik-embed-frame
    [request]="request()"
    [slots]="slots()"
    (ready)="onReady($event)"
    (failed)="failed.emit($event)"
  />
`;

/** Base class of all embeds. */
@Directive()
export abstract class EmbedBase<Api> {
  /** Id of a connection of the configuration. */
  readonly connectionId = input.required<string>();
  /** Accessible name: of the group around the embed, and the `title` of its iframe. */
  readonly label = input<string>();
  /** Whether Qlik draws in an iframe (`iframe`). `ready` then means that the iframe has loaded. */
  readonly isFramed = input(undefined, { transform: toOptionalBoolean });
  /** Path of the tenant's page for that iframe (`iframe-path`). */
  readonly framePath = input<string>();

  /** Emits the API of the shown content after each mount; `undefined` for a `ui` without one. */
  readonly ready = output<Api>();
  readonly failed = output<QlikError>();

  protected readonly defaults = inject(QLIK_EMBED_DEFAULTS);
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

  /** The state of this embed. */
  readonly state: Signal<EmbedState> = computed(() => this.frame().state());

  /** The last value of {@link ready}; `undefined` while nothing is shown. */
  readonly refApi: Signal<Api | undefined> = computed(() =>
    this.state().status === 'ready' ? this.shown() : undefined,
  );

  /** Tries again after a failure. */
  retry(): void {
    this.frame().retry();
  }

  /** Returns the request of an embed. @param more further properties of the request */
  protected toRequest(
    ui: string,
    attributes: EmbedAttributes,
    more?: Omit<EmbedRequest, 'connectionId' | 'ui' | 'attributes' | 'label'>,
  ): EmbedRequest {
    const isFramed = this.isFramed();
    return {
      ...more,
      sign: [isFramed && 'iframe', more?.sign].filter(Boolean).join() || undefined,
      connectionId: this.connectionId(),
      label: this.label(),
      ui,
      attributes: { iframe: toPresence(isFramed), 'iframe-path': this.framePath(), ...attributes },
    };
  }

  protected onReady(refApi: unknown): void {
    // Its type depends on the `ui` of the component; see Qlik's documentation.
    const api = refApi as Api;
    this.shown.set(api);
    this.ready.emit(api);
  }
}

/** Base class of the embeds of an app. */
@Directive()
export abstract class AppEmbedBase<Api extends EmbedRefApi> extends EmbedBase<Api> {
  readonly appId = input.required<string>();
  /** Name of a separate session of the same user, with its own selections. */
  readonly identity = input<string>();
  /**
   * Selections, a bookmark and actions that the app begins with, before the embed shows it. Applied once for each opened app, also when
   * several embeds give the same one; a change has an effect on the next opening.
   */
  readonly initialState = input<InitialAppState>();
  /** Name of a theme of Qlik or of the tenant. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly theme = input<string>();
  /** For example `en-US`. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly language = input<string>();
  readonly context = input<EmbedContext>();

  /** Returns the request of an embed of an app. @param more further properties of the request */
  protected inApp(
    ui: EmbedUi,
    attributes: EmbedAttributes,
    more?: Pick<EmbedRequest, 'objectId' | 'sign' | 'onRendered'>,
  ): EmbedRequest {
    const { theme, language } = this.defaults();
    return this.toRequest(
      ui,
      {
        ...attributes,
        theme: this.theme() ?? theme,
        language: this.language() ?? language,
        'context:json': toJsonAttribute(this.context()),
      },
      { ...more, appId: this.appId(), identity: this.identity(), initialState: this.initialState() },
    );
  }
}
