import { computed, DestroyRef, effect, ErrorHandler, inject, NgZone, signal, untracked } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import {
  ConnectionRegistry,
  type ConnectionState,
  QlikAuthService,
  type QlikError,
  QlikRuntime,
  toQlikError,
  ɵrejectAfter as rejectAfter,
  ɵnotSignedInError as notSignedInError,
} from 'ngx-qlik';
import { type AppSession, type AppSessionState, injectAppSession, ɵLatest as Latest } from 'ngx-qlik/qix';
import type { EmbedAttributes } from '../element/embed-attributes';
import { EmbedMount } from '../element/embed-mount';
import {
  embedTimeout,
  emptyInput,
  inputMissing,
  isNotFound,
  missingField,
  notFound,
  requireEmbeds,
} from './embed-errors';
import type { EmbedView } from './embed-view';
import { watchEmptyReason } from './empty-reason';

/** Identifies a mount: the app's session or, without an app, a key of the sign-in. A new key requires a new mount. */
type MountKey = AppSession | string;

/** Errors of initial states that Angular's error handler has. */
const reported = new WeakSet<QlikError>();

/**
 * Mounts the `<qlik-embed>` of one component, sets its state, and mounts it again for another user or another session of the engine.
 *
 * Has an app session besides that of the element. Both share a socket of Qlik's runtime, so the session costs nothing. It reports why an
 * app does not open and reconnects a lost socket, which the element does not. An iframe has its own socket; there the session is an
 * additional one.
 *
 * Created in the component's injection context.
 */
export class EmbedController {
  private readonly registry = inject(ConnectionRegistry);
  private readonly runtime = inject(QlikRuntime);
  private readonly auth = inject(QlikAuthService);
  private readonly zone = inject(NgZone);

  private readonly refApi = signal<unknown>(undefined);
  private readonly attempts = signal(0);
  private mount: EmbedMount | undefined;
  private mounted: { mountKey: MountKey; doc: Doc | undefined; attempt: number } | undefined;
  private readonly mounts = new Latest(inject(DestroyRef));
  /** Whether the element has no API yet, and the one of the page's session was emitted for its content. */
  private isRefApiLate = false;

  private readonly attributes = computed((): EmbedAttributes => {
    const { connectionId, appId, identity, ui, attributes } = this.view.request();
    return {
      ...attributes,
      ui,
      'host-config': this.registry.find(connectionId)?.auth.reference ?? connectionId,
      ...(appId !== undefined && { 'app-id': appId }),
      identity,
    };
  });
  private readonly label = computed(() => this.view.request().label);
  private readonly objectId = computed(() => this.view.request().objectId);
  private readonly appSession = injectAppSession(() => {
    const { connectionId, appId, identity, initialState } = this.view.request();
    return appId
      ? { connectionId, appId, ...(identity && { identity }), ...(initialState && { initialState }) }
      : undefined;
  });
  private readonly emptyInput = computed(() => emptyInput(this.view.request()));
  private readonly inputError = computed(() => {
    const input = this.emptyInput();
    return input === undefined ? undefined : inputMissing(input);
  });

  constructor(private readonly view: EmbedView) {
    effect(() => {
      const container = this.view.container()?.nativeElement;
      const failure = this.failure();
      const mountKey = failure ? undefined : this.mountKey();
      const situation = { mountKey, doc: this.appSession()?.doc(), attempt: this.attempts() };
      untracked(() => container && this.follow(container, situation, failure));
    });
    effect(() => {
      const attributes = this.attributes();
      untracked(() => this.show(attributes));
    });
    effect(() => {
      const label = this.label();
      untracked(() => this.view.request().sign && this.mount?.nameFrames(label, this.view.texts.frame));
    });
    effect((onCleanup) => {
      this.objectId();
      if (!this.view.slots().empty || this.view.state().status !== 'ready') return;
      const over = new AbortController();
      onCleanup(() => over.abort());
      const refApi = this.refApi();
      watchEmptyReason(refApi, over.signal, (reason) => this.view.emptiness.set(reason));
    });
    const errors = inject(ErrorHandler);
    effect(() => {
      const state = this.appSession()?.state();
      const error = state?.status === 'open' ? state.initialStateError : undefined;
      // The embed shows the app nevertheless. All embeds of the session have the same error.
      if (!error || !this.view.request().initialState || reported.has(error)) return;
      reported.add(error);
      untracked(() => errors.handleError(error));
    });
    inject(DestroyRef).onDestroy(() => this.unmount());
  }

  /** Tries again after a failure. */
  retry(): void {
    untracked(() => {
      if (this.view.state().status !== 'failed') return;
      const appSession = this.appSession();
      const { connectionId } = this.view.request();
      if (appSession?.state().status === 'failed') appSession.resume();
      // Restores a sign-in where that failed.
      if (this.registry.isKnown(connectionId)) void this.auth.connectionSession(connectionId).retry();
      this.attempts.update((attempts) => attempts + 1);
    });
  }

  /**
   * Whether {@link retry} can help. Without a sign-in, an input or its connection an embed waits for that, and shows its content as soon as it
   * is there. Reactive.
   */
  canRetry(): boolean {
    const failure = this.failure();
    if (failure === undefined) return true;
    if (failure === this.inputError() || !this.registry.isKnown(this.view.request().connectionId))
      return false;
    return this.sessionState().status === 'failed';
  }

  private mountKey(): MountKey | undefined {
    const { connectionId, appId, isOffline } = this.view.request();
    if (appId !== undefined) return this.appSession();
    if (isOffline) return connectionId;
    const { state, epoch } = this.auth.connectionSession(connectionId);
    return state().status === 'signing-in' ? undefined : `${connectionId} ${epoch()}`;
  }

  /** The state that the embed depends on: of the app's session or, where there is none, of the sign-in. */
  private sessionState(): AppSessionState | ConnectionState {
    return this.appSession()?.state() ?? this.auth.state(this.view.request().connectionId)();
  }

  private failure(): QlikError | undefined {
    const { connectionId, isOffline } = this.view.request();
    const inputError = this.inputError();
    if (inputError) return inputError;
    try {
      const state = this.sessionState();
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
      return this.view.state.set({ status: 'loading' });
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
      this.zone.runOutsideAngular(() => mount.update(attributes));
      this.isRefApiLate = false;
      const { signal } = this.mounts;
      this.missingObject().catch((thrown: unknown) => {
        const isCurrent = !signal.aborted && attributes === untracked(this.attributes);
        if (isCurrent) this.fail(this.toError(thrown));
      });
    } else if (mounted && this.view.state().status === 'failed') {
      this.retry();
    }
  }

  private async load(container: HTMLElement): Promise<void> {
    const signal = this.mounts.begin();
    this.view.state.set({ status: 'loading' });
    try {
      const refApi = await this.attach(signal, container);
      if (signal.aborted) return;
      this.view.state.set({ status: 'ready' });
      this.announce(refApi);
    } catch (thrown) {
      if (!signal.aborted) this.fail(this.toError(thrown));
    }
  }

  private async attach(signal: AbortSignal, container: HTMLElement): Promise<unknown> {
    const request = untracked(this.view.request);
    const { connectionId, sign, label, onRendered } = request;
    const appSession = untracked(this.appSession);
    requireEmbeds(this.auth.connectionSession(connectionId).connection);
    // These load in parallel, each with its own limit; the host config waits for the sign-in. The app opens meanwhile.
    await Promise.all([this.runtime.hostConfig(connectionId, request), this.view.elements.load()]);
    // Qlik's code would draw the app as it is before.
    if (request.initialState) await appSession?.ready;
    if (signal.aborted) return undefined;
    const mount = new EmbedMount(this.view.elements, container, untracked(this.attributes), {
      sign,
      onRendered: onRendered && (() => this.zone.run(onRendered)),
    });
    this.mount = mount;
    // The content of other UIs has no iframes, and changes often.
    if (sign) mount.nameFrames(label, this.view.texts.frame);
    const failed = this.failed(mount);
    failed.catch((thrown: unknown) => signal.aborted || this.fail(this.toError(thrown)));
    mount.onRefApi = (refApi) => this.renew(signal, refApi);
    const shown = Promise.race([mount.shown, failed, this.missingObject()]);
    // The session reports an app that does not open.
    await Promise.race([shown, appSession?.ready.catch(() => shown)]);
    const refApi = await rejectAfter(shown, this.view.limit, () => embedTimeout(this.view.limit), signal);
    this.isRefApiLate = refApi === undefined;
    return refApi ?? this.ownRefApi(appSession);
  }

  /** Emits the new API after a change of the object or chart in the element. */
  private renew({ aborted }: AbortSignal, refApi: unknown): void {
    if (aborted || this.view.state().status !== 'ready' || this.refApi() === refApi) return;
    if (this.isRefApiLate) this.isRefApiLate = false;
    else this.announce(refApi);
  }

  /** Qlik's code runs outside the Angular zone; emits inside it. */
  private announce(refApi: unknown): void {
    this.refApi.set(refApi);
    this.zone.run(() => this.view.ready.emit(refApi));
  }

  /** Returns an API for content without one, such as an iframe, when the app is open. */
  private async ownRefApi(appSession: AppSession | undefined): Promise<unknown> {
    if (!appSession) return undefined;
    await appSession.ready;
    return {
      getDoc: () => appSession.ready,
      getObject: async () => (await appSession.ready).getObject(untracked(this.objectId) ?? ''),
    };
  }

  /** Rejects as the mount does, or with the engine's reason where there is one. */
  private async failed(mount: EmbedMount): Promise<never> {
    try {
      return await mount.failed;
    } catch (thrown) {
      await this.findObject();
      const appSession = untracked(this.appSession);
      const missing =
        appSession && (await missingField(await appSession.ready, untracked(this.view.request)));
      // Of a lost connection Qlik's code says that there is nothing of any name.
      if (missing && untracked(appSession.state).status === 'open') throw missing;
      throw thrown;
    }
  }

  /** Rejects when the object is not in the app. Never resolves. */
  private async missingObject(): Promise<never> {
    await this.findObject();
    return new Promise<never>(() => undefined);
  }

  /** Rejects when the object is not in the app. Never settles for an app that does not open, which the session reports. */
  private async findObject(): Promise<void> {
    const objectId = untracked(this.objectId);
    const opening = untracked(this.appSession)?.ready;
    const doc = await opening?.catch(() => new Promise<never>(() => undefined));
    if (!doc || !objectId) return;
    try {
      await doc.getObject(objectId);
    } catch (cause) {
      if (isNotFound(cause)) throw notFound(objectId, cause);
    }
  }

  private toError(thrown: unknown): QlikError {
    return toQlikError(thrown, this.registry.find(untracked(this.view.request).connectionId)?.id);
  }

  private fail(error: QlikError): void {
    const before = this.view.state();
    this.unmount({ keepsPlace: true });
    if (before.status === 'failed' && before.error === error) return;
    this.view.state.set({ status: 'failed', error });
    this.zone.run(() => this.view.failed.emit(error));
  }

  private unmount({ keepsPlace: keepsMounted = false } = {}): void {
    this.mounts.end();
    // Promises of Qlik's code that fail now, as in an outage, are not errors of the Angular zone.
    this.zone.runOutsideAngular(() => this.mount?.remove());
    this.mount = undefined;
    // A failed mount stays failed until something it depends on changes.
    if (!keepsMounted) this.mounted = undefined;
  }
}
