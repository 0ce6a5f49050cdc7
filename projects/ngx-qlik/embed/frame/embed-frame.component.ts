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
  output,
  PLATFORM_ID,
  type Signal,
  signal,
  type TemplateRef,
  untracked,
  viewChild,
} from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import {
  QlikAuthService,
  QlikError,
  QlikRuntime,
  toQlikError,
  withTimeLimit,
  ConnectionRegistry,
} from 'ngx-qlik';
import { type AppSession, injectAppSession } from 'ngx-qlik/qix';
import type { EmbedAttributes, EmbedUi } from '../element/embed-attributes';
import { EmbedElements } from '../element/embed-elements';
import { EmbedMount } from '../element/embed-mount';
import { QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './embed-settings';
import type { EmbedState } from './embed-state';
import type { FailedContext, LoadingContext } from './embed-templates.directive';
import { requireEmbeds } from './require-embeds';

/** What to embed. */
export interface EmbedRequest {
  readonly connectionId: string;
  readonly appId: string;
  readonly identity: string | undefined;
  readonly ui: EmbedUi;
  readonly attributes: EmbedAttributes;
  /** An object that has to be in the app; whether it is, Qlik's element does not tell. */
  readonly objectId?: string | undefined;
}

/**
 * The box that one `<qlik-embed>` lives in: brings it up, says how it stands, and brings it up anew when the user or the engine's session
 * is another.
 *
 * It keeps an app session of its own beside the element's. Qlik's runtime gives both the same socket, so it costs nothing, tells why an
 * app does not open, and takes the socket up again when it is lost, which the element does not.
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
  private readonly elements = inject(EmbedElements);
  private readonly limit = inject(QLIK_EMBED_TIME_LIMIT);
  private readonly isBrowser = isPlatformBrowser(inject(PLATFORM_ID));
  protected readonly texts = inject(QLIK_EMBED_TEXTS);

  readonly request = input.required<EmbedRequest>();
  readonly loadingTemplate = input<TemplateRef<LoadingContext>>();
  readonly failedTemplate = input<TemplateRef<FailedContext>>();
  /** What the element's `getRefApi()` gave. */
  readonly ready = output<unknown>();
  readonly failed = output<QlikError>();

  private readonly container = viewChild<ElementRef<HTMLElement>>('container');
  private readonly current = signal<EmbedState>({ status: 'idle' });
  private readonly attempts = signal(0);
  private mount: EmbedMount | undefined;
  private mounted: { session: AppSession; doc: Doc | undefined; attempt: number } | undefined;
  /** Grows with each mount; what belongs to an earlier one is thrown away. */
  private generation = 0;

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
  private readonly session = injectAppSession(() => (this.isBrowser ? this.app() : undefined));

  constructor() {
    if (!this.isBrowser) return;
    effect(() => {
      const container = this.container()?.nativeElement;
      const session = this.session();
      const situation = { session, doc: session?.doc(), attempt: this.attempts() };
      const failure = session ? sessionFailure(session) : this.signInFailure();
      untracked(() => container && this.follow(container, situation, failure));
    });
    effect(() => {
      const attributes = this.attributes();
      untracked(() => this.show(attributes));
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

  private app(): { connectionId: string; appId: string; identity?: string } {
    const { connectionId, appId, identity } = this.request();
    return { connectionId, appId, ...(identity && { identity }) };
  }

  private signInFailure(): QlikError | undefined {
    const { connectionId } = this.request();
    try {
      const state = this.auth.state(connectionId)();
      if (state.status === 'failed') return state.error;
      return state.status === 'signed-out' ? (state.reason ?? signInRequired(connectionId)) : undefined;
    } catch (thrown) {
      return toQlikError(thrown);
    }
  }

  private follow(
    container: HTMLElement,
    { session, doc, attempt }: { session: AppSession | undefined; doc: Doc | undefined; attempt: number },
    failure: QlikError | undefined,
  ): void {
    if (failure) {
      this.fail(failure);
      // Whoever puts it right, perhaps somebody else in the page, brings this up again.
      this.mounted = undefined;
      return;
    }
    if (!session) {
      this.unmount();
      return this.current.set({ status: 'loading' });
    }
    const before = this.mounted;
    const isSameMount = before?.session === session && before.attempt === attempt;
    // The engine lost the session: the element holds on to objects that are gone.
    const isNewDoc = before?.doc !== undefined && doc !== undefined && before.doc !== doc;
    if (isSameMount && !isNewDoc) {
      before.doc ??= doc;
      return;
    }
    this.unmount();
    this.mounted = { session, doc, attempt };
    void this.bringUp(container, session);
  }

  /** What is shown changes in place; what failed may be right now. */
  private show(attributes: EmbedAttributes): void {
    const { mount, mounted } = this;
    if (mount && mounted) {
      mount.update(attributes);
      const generation = this.generation;
      this.missingObject(mounted.session).catch((thrown: unknown) => {
        const isCurrent = generation === this.generation && attributes === untracked(this.attributes);
        if (isCurrent) this.fail(toQlikError(thrown, mounted.session.connectionId));
      });
    } else if (mounted && this.current().status === 'failed') {
      this.retry();
    }
  }

  private async bringUp(container: HTMLElement, session: AppSession): Promise<void> {
    const generation = this.generation;
    this.current.set({ status: 'loading' });
    try {
      const mounting = this.attach(generation, container, session);
      const refApi = await withTimeLimit(mounting, this.limit, () => tooSlow(session, this.limit));
      if (generation !== this.generation) return;
      this.current.set({ status: 'ready' });
      this.ready.emit(refApi);
    } catch (thrown) {
      if (generation === this.generation) this.fail(toQlikError(thrown, session.connectionId));
    }
  }

  private async attach(generation: number, container: HTMLElement, session: AppSession): Promise<unknown> {
    requireEmbeds(this.auth.session(session.connectionId).connection);
    // The runtime, its host config and the web components load side by side; the app opens meanwhile.
    await Promise.all([this.runtime.hostConfig(session.connectionId), this.elements.load()]);
    if (generation !== this.generation) return undefined;
    const mount = new EmbedMount(this.elements, container, untracked(this.attributes));
    this.mount = mount;
    return Promise.race([mount.refApi, this.missingObject(session)]);
  }

  /** Rejects when the object is not in the app; never resolves, and says nothing about an app that does not open: the session does. */
  private async missingObject(session: AppSession): Promise<never> {
    const { objectId } = untracked(this.request);
    const doc = await session.ready.catch(() => undefined);
    if (doc && objectId) {
      try {
        await doc.getObject(objectId);
      } catch (cause) {
        if (isNotFound(cause)) throw notFound(session, objectId, cause);
      }
    }
    return new Promise<never>(() => undefined);
  }

  private fail(error: QlikError): void {
    const before = this.current();
    this.unmount({ keepsPlace: true });
    if (before.status === 'failed' && before.error === error) return;
    this.current.set({ status: 'failed', error });
    this.failed.emit(error);
  }

  private unmount({ keepsPlace = false } = {}): void {
    this.generation++;
    this.mount?.remove();
    this.mount = undefined;
    // A failed mount stays failed until something it depends on changes.
    if (!keepsPlace) this.mounted = undefined;
  }
}

function sessionFailure(session: AppSession): QlikError | undefined {
  const state = session.state();
  return state.status === 'failed' ? state.error : undefined;
}

function signInRequired(connectionId: string): QlikError {
  return new QlikError('sign-in-required', `Nobody is signed in to "${connectionId}".`, {
    remedy: 'Sign in; this appears by itself then.',
  });
}

function tooSlow(session: AppSession, milliseconds: number): QlikError {
  return new QlikError('embed-timeout', `Qlik showed nothing within ${milliseconds / 1000} s.`, {
    remedy: 'Try again; if it stays, check the ids and the browser console.',
    isRetryable: true,
    connectionId: session.connectionId,
  });
}

function notFound(session: AppSession, objectId: string, cause: unknown): QlikError {
  return new QlikError('object-not-found', `There is no object "${objectId}" in this app.`, {
    remedy: 'Check its id; it may have been deleted, or it belongs to another app.',
    connectionId: session.connectionId,
    cause,
  });
}

/** From enigma (-2) and from `@qlik/api`'s `getObject` (2). */
function isNotFound(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false;
  return thrown.code === 2 || thrown.code === -2;
}
