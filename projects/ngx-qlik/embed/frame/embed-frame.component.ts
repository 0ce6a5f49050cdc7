import { isPlatformBrowser, NgTemplateOutlet } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  NgZone,
  output,
  PLATFORM_ID,
  type Signal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import {
  loadPart,
  QlikAuthService,
  type QlikError,
  QlikRuntime,
  toQlikError,
  ɵrejectAfter as rejectAfter,
  ConnectionRegistry,
} from 'ngx-qlik';
import { type AppSession, injectAppSession } from 'ngx-qlik/qix';
import type { EmbedAttributes } from '../element/embed-attributes';
import { EmbedElements } from '../element/embed-elements';
import { EmbedMount } from '../element/embed-mount';
import { isNotFound, notFound, signInRequired, tooSlow } from './embed-errors';
import type { EmbedRequest } from './embed-request';
import { QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './embed-settings';
import type { EmbedState } from './embed-state';
import type { EmbedSlots, FailedContext } from './embed-templates.directive';
import type { EmptyReason } from './emptiness';
import { requireEmbeds } from './require-embeds';

/** What an embed stands on: the app's session, or without an app a name for the sign-in. Another one is another mount. */
type Footing = AppSession | string;

/**
 * The box that one `<qlik-embed>` lives in: brings it up, says how it stands, and brings it up anew when the user or the engine's session
 * is another.
 *
 * It keeps an app session of its own beside the element's. Qlik's runtime gives both the same socket, so it costs nothing, tells why an
 * app does not open, and takes the socket up again when it is lost, which the element does not. A frame has a socket of its own; there
 * the session is one more, and still the only one to tell.
 */
@Component({
  selector: 'qlik-embed-frame',
  imports: [NgTemplateOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './embed-frame.component.html',
  styleUrl: './embed-frame.component.css',
  host: { '[attr.aria-busy]': 'state().status === "loading"' },
})
export class EmbedFrameComponent {
  private readonly registry = inject(ConnectionRegistry);
  private readonly runtime = inject(QlikRuntime);
  private readonly auth = inject(QlikAuthService);
  private readonly zone = inject(NgZone);
  private readonly elements = inject(EmbedElements);
  private readonly limit = inject(QLIK_EMBED_TIME_LIMIT);
  protected readonly texts = inject(QLIK_EMBED_TEXTS);

  readonly request = input.required<EmbedRequest>();
  readonly slots = input.required<EmbedSlots>();
  /** What the element's `getRefApi()` gave. */
  readonly ready = output<unknown>();
  readonly failed = output<QlikError>();

  private readonly container = viewChild<ElementRef<HTMLElement>>('container');
  private readonly current = signal<EmbedState>({ status: 'loading' });
  private readonly refApi = signal<unknown>(undefined);
  protected readonly emptiness = signal<EmptyReason | undefined>(undefined);
  private readonly attempts = signal(0);
  private mount: EmbedMount | undefined;
  private mounted: { footing: Footing; doc: Doc | undefined; attempt: number } | undefined;
  /** Of the present mount; what belongs to an earlier one is thrown away. */
  private over = new AbortController();

  readonly state: Signal<EmbedState> = this.current.asReadonly();
  protected readonly failedContext = computed((): FailedContext | undefined => {
    const state = this.current();
    return state.status === 'failed' ? { $implicit: state.error, retry: () => this.retry() } : undefined;
  });

  private readonly attributes = computed((): EmbedAttributes => {
    const { connectionId, appId, identity, ui, attributes } = this.request();
    return {
      ...attributes,
      ui,
      'host-config': this.registry.find(connectionId)?.auth.reference ?? connectionId,
      'app-id': appId,
      identity,
    };
  });
  private readonly objectId = computed(() => this.request().objectId);
  private readonly session = injectAppSession(() => {
    const { connectionId, appId, identity } = this.request();
    return appId === undefined ? undefined : { connectionId, appId, ...(identity && { identity }) };
  });

  constructor() {
    if (!isPlatformBrowser(inject(PLATFORM_ID))) return;
    effect(() => {
      const container = this.container()?.nativeElement;
      const failure = this.failure();
      const footing = failure ? undefined : this.footing();
      const situation = { footing, doc: this.session()?.doc(), attempt: this.attempts() };
      untracked(() => container && this.follow(container, situation, failure));
    });
    effect(() => {
      const attributes = this.attributes();
      untracked(() => this.show(attributes));
    });
    effect((onCleanup) => {
      this.objectId();
      if (!this.slots().empty || this.current().status !== 'ready') return;
      const over = new AbortController();
      onCleanup(() => over.abort());
      const refApi = this.refApi();
      import('./emptiness').then(
        ({ watchEmptiness }) => watchEmptiness(refApi, over.signal, (reason) => this.emptiness.set(reason)),
        // Without it Qlik's own message stays, as without the template.
        () => undefined,
      );
    });
    inject(DestroyRef).onDestroy(() => this.unmount());
  }

  /** Tries once more after a failure. */
  retry(): void {
    untracked(() => {
      if (this.current().status !== 'failed') return;
      const session = this.session();
      if (session?.state().status === 'failed') session.resume();
      this.attempts.update((attempts) => attempts + 1);
    });
  }

  /** Of what could not be loaded: the remedy says whether only a reload helps. */
  protected canRetry({ code, isRetryable }: QlikError): boolean {
    return isRetryable || code !== 'http-unreachable';
  }

  private footing(): Footing | undefined {
    const { connectionId, appId, isOffline } = this.request();
    if (appId !== undefined) return this.session();
    if (isOffline) return connectionId;
    const { state, epoch } = this.auth.session(connectionId);
    return state().status === 'signing-in' ? undefined : `${connectionId} ${epoch()}`;
  }

  private failure(): QlikError | undefined {
    const { connectionId, isOffline } = this.request();
    const session = this.session();
    try {
      const state = session ? session.state() : this.auth.state(connectionId)();
      if (state.status === 'failed') return isOffline ? undefined : state.error;
      if (isOffline || state.status !== 'signed-out') return undefined;
      return state.reason ?? signInRequired(connectionId);
    } catch (thrown) {
      return toQlikError(thrown);
    }
  }

  private follow(
    container: HTMLElement,
    { footing, doc, attempt }: { footing: Footing | undefined; doc: Doc | undefined; attempt: number },
    failure: QlikError | undefined,
  ): void {
    if (failure) {
      this.fail(failure);
      // Whoever puts it right, perhaps somebody else in the page, brings this up again.
      this.mounted = undefined;
      return;
    }
    if (footing === undefined) {
      this.unmount();
      return this.current.set({ status: 'loading' });
    }
    const before = this.mounted;
    const isSameMount = before?.footing === footing && before.attempt === attempt;
    // The engine lost the session: the element holds on to objects that are gone.
    const isNewDoc = before?.doc !== undefined && doc !== undefined && before.doc !== doc;
    if (isSameMount && !isNewDoc) {
      before.doc ??= doc;
      return;
    }
    this.unmount();
    this.mounted = { footing, doc, attempt };
    void this.zone.runOutsideAngular(() => this.bringUp(container));
  }

  /** What is shown changes in place; what failed may be right now. */
  private show(attributes: EmbedAttributes): void {
    const { mount, mounted } = this;
    if (mount && mounted) {
      mount.update(attributes);
      const { signal } = this.over;
      this.missingObject().catch((thrown: unknown) => {
        const isCurrent = !signal.aborted && attributes === untracked(this.attributes);
        if (isCurrent) this.fail(this.toError(thrown));
      });
    } else if (mounted && this.current().status === 'failed') {
      this.retry();
    }
  }

  private async bringUp(container: HTMLElement): Promise<void> {
    const { signal } = this.over;
    this.current.set({ status: 'loading' });
    try {
      const refApi = await this.attach(signal, container);
      if (signal.aborted) return;
      this.current.set({ status: 'ready' });
      this.announce(refApi);
    } catch (thrown) {
      if (!signal.aborted) this.fail(this.toError(thrown));
    }
  }

  private async attach(signal: AbortSignal, container: HTMLElement): Promise<unknown> {
    const request = untracked(this.request);
    const { connectionId, sign } = request;
    const session = untracked(this.session);
    requireEmbeds(this.auth.session(connectionId).connection);
    // These load side by side and have limits of their own, and the host config waits for the sign-in; the app opens meanwhile.
    const [watch] = await Promise.all([
      sign && loadPart(() => import('../element/sign-of-life')).then(({ watchFor }) => watchFor(sign)),
      this.runtime.hostConfig(connectionId, request),
      this.elements.load(),
    ]);
    if (signal.aborted) return undefined;
    const mount = new EmbedMount(this.elements, container, untracked(this.attributes), watch || undefined);
    this.mount = mount;
    mount.onRefApi = (refApi) => this.renew(signal, refApi);
    const shown = Promise.race([mount.shown, this.missingObject()]);
    // An app that does not open is told by its session.
    await Promise.race([shown, session?.ready.catch(() => shown)]);
    const refApi = await rejectAfter(shown, this.limit, () => tooSlow(this.limit), signal);
    return refApi ?? this.ownRefApi(session);
  }

  /** Another object or chart in the same element has another interface. */
  private renew({ aborted }: AbortSignal, refApi: unknown): void {
    if (!aborted && this.current().status === 'ready' && this.refApi() !== refApi) this.announce(refApi);
  }

  /** Qlik's code runs outside the Angular zone, and those who listen inside it. */
  private announce(refApi: unknown): void {
    this.refApi.set(refApi);
    this.zone.run(() => this.ready.emit(refApi));
  }

  /** For a frame, which has none, once the app is open: whether it is, the frame does not tell. */
  private async ownRefApi(session: AppSession | undefined): Promise<unknown> {
    if (!session) return undefined;
    await session.ready;
    return {
      getDoc: () => session.ready,
      getObject: async () => (await session.ready).getObject(untracked(this.objectId) ?? ''),
    };
  }

  /** Rejects when the object is not in the app; never resolves, and says nothing about an app that does not open: the session does. */
  private async missingObject(): Promise<never> {
    const objectId = untracked(this.objectId);
    const doc = await untracked(this.session)?.ready.catch(() => undefined);
    if (doc && objectId) {
      try {
        await doc.getObject(objectId);
      } catch (cause) {
        if (isNotFound(cause)) throw notFound(objectId, cause);
      }
    }
    return new Promise<never>(() => undefined);
  }

  private toError(thrown: unknown): QlikError {
    return toQlikError(thrown, this.registry.find(untracked(this.request).connectionId)?.id);
  }

  private fail(error: QlikError): void {
    const before = this.current();
    this.unmount({ keepsPlace: true });
    if (before.status === 'failed' && before.error === error) return;
    this.current.set({ status: 'failed', error });
    this.zone.run(() => this.failed.emit(error));
  }

  private unmount({ keepsPlace = false } = {}): void {
    // Without an error, whose stack would keep the page.
    this.over.abort('');
    this.over = new AbortController();
    this.mount?.remove();
    this.mount = undefined;
    // A failed mount stays failed until something it depends on changes.
    if (!keepsPlace) this.mounted = undefined;
  }
}
