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
  ɵnotSignedInError as notSignedInError,
  ConnectionRegistry,
} from 'ngx-qlik';
import { type AppSession, injectAppSession, ɵLatest as Latest } from 'ngx-qlik/qix';
import type { EmbedAttributes } from '../element/embed-attributes';
import { EmbedElements } from '../element/embed-elements';
import { EmbedMount } from '../element/embed-mount';
import { embedTimeout, isNotFound, notFound, requireEmbeds } from './embed-errors';
import type { EmbedRequest } from './embed-request';
import { QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './embed-settings';
import type { EmbedState } from './embed-state';
import type { EmbedSlots, FailedContext } from './embed-templates.directive';
import type { EmptyReason } from './empty-reason';

/** Identifies a mount: the app's session or, without an app, a key of the sign-in. A new key requires a new mount. */
type MountKey = AppSession | string;

/**
 * The container of one `<qlik-embed>`: mounts it, has its state, and mounts it again for another user or another session of the engine.
 *
 * Has an app session besides that of the element. Both share a socket of Qlik's runtime, so the session costs nothing. It reports why an
 * app does not open and reconnects a lost socket, which the element does not. An iframe has its own socket; there the session is an
 * additional one.
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
  /** Emits the element's `getRefApi()`. */
  readonly ready = output<unknown>();
  readonly failed = output<QlikError>();

  private readonly container = viewChild<ElementRef<HTMLElement>>('container');
  private readonly current = signal<EmbedState>({ status: 'loading' });
  private readonly refApi = signal<unknown>(undefined);
  protected readonly emptiness = signal<EmptyReason | undefined>(undefined);
  private readonly attempts = signal(0);
  private mount: EmbedMount | undefined;
  private mounted: { mountKey: MountKey; doc: Doc | undefined; attempt: number } | undefined;
  private readonly mounts = new Latest(inject(DestroyRef));

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
  private readonly appSession = injectAppSession(() => {
    const { connectionId, appId, identity } = this.request();
    return appId === undefined ? undefined : { connectionId, appId, ...(identity && { identity }) };
  });

  constructor() {
    if (!isPlatformBrowser(inject(PLATFORM_ID))) return;
    effect(() => {
      const container = this.container()?.nativeElement;
      const failure = this.failure();
      const mountKey = failure ? undefined : this.mountKey();
      const situation = { mountKey, doc: this.appSession()?.doc(), attempt: this.attempts() };
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
      import('./empty-reason').then(
        ({ watchEmptyReason }) =>
          watchEmptyReason(refApi, over.signal, (reason) => this.emptiness.set(reason)),
        // On failure Qlik's message stays, as without the template.
        () => undefined,
      );
    });
    inject(DestroyRef).onDestroy(() => this.unmount());
  }

  /** Tries again after a failure. */
  retry(): void {
    untracked(() => {
      if (this.current().status !== 'failed') return;
      const appSession = this.appSession();
      const { connectionId } = this.request();
      if (appSession?.state().status === 'failed') appSession.resume();
      // Restores a sign-in where that failed.
      if (this.registry.isKnown(connectionId)) void this.auth.connectionSession(connectionId).retry();
      this.attempts.update((attempts) => attempts + 1);
    });
  }

  /** Whether a retry can help. A part that cannot be loaded again needs a reload, which its remedy says. */
  protected canRetry({ code, isRetryable }: QlikError): boolean {
    return isRetryable || code !== 'http-unreachable';
  }

  private mountKey(): MountKey | undefined {
    const { connectionId, appId, isOffline } = this.request();
    if (appId !== undefined) return this.appSession();
    if (isOffline) return connectionId;
    const { state, epoch } = this.auth.connectionSession(connectionId);
    return state().status === 'signing-in' ? undefined : `${connectionId} ${epoch()}`;
  }

  private failure(): QlikError | undefined {
    const { connectionId, isOffline } = this.request();
    const appSession = this.appSession();
    try {
      const state = appSession ? appSession.state() : this.auth.state(connectionId)();
      if (state.status === 'failed') return isOffline ? undefined : state.error;
      if (isOffline || state.status !== 'signed-out') return undefined;
      return notSignedInError(state, this.auth.connectionSession(connectionId).connection);
    } catch (thrown) {
      return toQlikError(thrown);
    }
  }

  private follow(
    container: HTMLElement,
    { mountKey, doc, attempt }: { mountKey: MountKey | undefined; doc: Doc | undefined; attempt: number },
    failure: QlikError | undefined,
  ): void {
    if (failure) {
      this.fail(failure);
      // When the cause is gone, the embed mounts again.
      this.mounted = undefined;
      return;
    }
    if (mountKey === undefined) {
      this.unmount();
      return this.current.set({ status: 'loading' });
    }
    const before = this.mounted;
    const isSameMount = before?.mountKey === mountKey && before.attempt === attempt;
    // The engine lost the session: the element has objects that no longer exist.
    const isNewDoc = before?.doc !== undefined && doc !== undefined && before.doc !== doc;
    if (isSameMount && !isNewDoc) {
      before.doc ??= doc;
      return;
    }
    this.unmount();
    this.mounted = { mountKey, doc, attempt };
    void this.zone.runOutsideAngular(() => this.load(container));
  }

  /** Updates the attributes of a mounted element; retries a failed mount. */
  private show(attributes: EmbedAttributes): void {
    const { mount, mounted } = this;
    if (mount && mounted) {
      mount.update(attributes);
      const { signal } = this.mounts;
      this.missingObject().catch((thrown: unknown) => {
        const isCurrent = !signal.aborted && attributes === untracked(this.attributes);
        if (isCurrent) this.fail(this.toError(thrown));
      });
    } else if (mounted && this.current().status === 'failed') {
      this.retry();
    }
  }

  private async load(container: HTMLElement): Promise<void> {
    const signal = this.mounts.begin();
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
    const appSession = untracked(this.appSession);
    requireEmbeds(this.auth.connectionSession(connectionId).connection);
    // These load in parallel, each with its own limit; the host config waits for the sign-in. The app opens meanwhile.
    const [watch] = await Promise.all([
      sign &&
        loadPart(() => import('../element/first-render')).then(({ watchFirstRender }) =>
          watchFirstRender(sign),
        ),
      this.runtime.hostConfig(connectionId, request),
      this.elements.load(),
    ]);
    if (signal.aborted) return undefined;
    const mount = new EmbedMount(this.elements, container, untracked(this.attributes), watch || undefined);
    this.mount = mount;
    mount.onRefApi = (refApi) => this.renew(signal, refApi);
    const shown = Promise.race([mount.shown, this.missingObject()]);
    // The session reports an app that does not open.
    await Promise.race([shown, appSession?.ready.catch(() => shown)]);
    const refApi = await rejectAfter(shown, this.limit, () => embedTimeout(this.limit), signal);
    return refApi ?? this.ownRefApi(appSession);
  }

  /** Emits the new API after a change of the object or chart in the element. */
  private renew({ aborted }: AbortSignal, refApi: unknown): void {
    if (!aborted && this.current().status === 'ready' && this.refApi() !== refApi) this.announce(refApi);
  }

  /** Qlik's code runs outside the Angular zone; emits inside it. */
  private announce(refApi: unknown): void {
    this.refApi.set(refApi);
    this.zone.run(() => this.ready.emit(refApi));
  }

  /** Returns the API of an iframe, which has none itself, when the app is open. */
  private async ownRefApi(appSession: AppSession | undefined): Promise<unknown> {
    if (!appSession) return undefined;
    await appSession.ready;
    return {
      getDoc: () => appSession.ready,
      getObject: async () => (await appSession.ready).getObject(untracked(this.objectId) ?? ''),
    };
  }

  /** Rejects when the object is not in the app. Never resolves. The session reports an app that does not open. */
  private async missingObject(): Promise<never> {
    const objectId = untracked(this.objectId);
    const doc = await untracked(this.appSession)?.ready.catch(() => undefined);
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

  private unmount({ keepsPlace: keepsMounted = false } = {}): void {
    this.mounts.end();
    this.mount?.remove();
    this.mount = undefined;
    // A failed mount stays failed until something it depends on changes.
    if (!keepsMounted) this.mounted = undefined;
  }
}
