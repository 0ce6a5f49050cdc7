import {
  type EnvironmentProviders,
  ErrorHandler,
  inject,
  Injector,
  LOCALE_ID,
  makeEnvironmentProviders,
  runInInjectionContext,
  signal,
  untracked,
} from '@angular/core';
import { ConnectionRegistry } from '../auth/connection-registry';
import {
  QLIK_MESSAGES,
  type QlikErrorTexts,
  type QlikMessageKey,
  type QlikMessageParams,
  type QlikMessages,
  type QlikTextKey,
} from './messages';
import { QlikError } from './qlik-error';

/**
 * Texts of one language by their key, with parameters in braces: `{ 'popup-blocked.message': '…', 'http-rate-limited.wait.remedy': '… {seconds} s …' }`.
 * A variant of an error has a key of its own: `http-unreachable.reload.remedy`, `reason` of errors that have the parameter `reason`, and `wait` of errors that say how long to wait. `fields.message` is of any error that is one of several fields, `backend.remedy` of any for want of the application's backend, and `http-forbidden.given.remedy` of one whose remedy a server gave. `{english}` is the text in English, for what it says in detail. What a
 * pack lacks is shown in English.
 */
export type QlikMessagePack = Readonly<Partial<Record<QlikMessageKey, string>> & Record<string, string>>;

/** One text, to be translated. */
export interface QlikText {
  /** A {@link QlikMessageKey}, or that of a variant of an error. */
  readonly key: string;
  readonly params: QlikMessageParams;
  /** In English, with its parameters filled in. */
  readonly english: string;
  /** The language, as a tag of BCP 47. */
  readonly locale: string;
}

/** Options of {@link provideQlikMessages}. Functions run in an injection context, so that they can call `inject()`. */
export interface QlikMessageOptions {
  /** The language as a tag of BCP 47 (`de-CH`), or a signal or function that returns it and is followed. Default: Angular's `LOCALE_ID`. */
  readonly locale?: string | (() => string);
  /**
   * Loads the pack of a language, once for each: `(locale) => import('./de').then((file) => file.de)`. Until it is there, and where it returns
   * `undefined`, texts are in English. A failure goes to Angular's `ErrorHandler`; it is loaded again when the language is chosen again.
   */
  readonly load?: (locale: string) => Promise<QlikMessagePack | undefined>;
  /**
   * Translates one text, for example by the application's own translation library; `undefined` leaves it to the pack, as does an error, which goes to
   * Angular's `ErrorHandler` once for each key.
   */
  readonly translate?: (text: QlikText) => string | undefined;
}

/**
 * Translates what this library shows: the messages and remedies of errors, and the texts of its components.
 *
 * @example
 * provideQlikMessages({ locale: language, load: loadQlikLanguage })
 */
export function provideQlikMessages(options: QlikMessageOptions): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: QLIK_MESSAGES, useFactory: () => new TranslatedMessages(options) },
  ]);
}

class TranslatedMessages implements QlikMessages {
  private readonly registry = inject(ConnectionRegistry);
  private readonly errors = inject(ErrorHandler);
  private readonly defaultLocale = inject(LOCALE_ID);
  /** One of its own: texts are asked for after the application has ended, too, when its own injector runs nothing. */
  private readonly injector = Injector.create({ providers: [], parent: inject(Injector) });
  private readonly packs = signal<ReadonlyMap<string, QlikMessagePack>>(new Map());
  private readonly loading = new Set<string>();
  /** The keys whose translation by the application has failed. */
  private readonly reported = new Set<string>();
  private latest: string | undefined;

  constructor(private readonly options: QlikMessageOptions) {}

  text(key: QlikTextKey, english: string, params: QlikMessageParams = {}): string {
    return this.translate([key], english, params);
  }

  ofError(error: QlikError): QlikErrorTexts {
    const { cause, message, remedy } = error;
    const params = this.paramsOf(error);
    // That of several failures is the remedy of the first.
    const remedied = cause instanceof QlikError && cause.remedy === remedy ? cause : error;
    // A server knows more of the failure than a text for all errors of the code.
    const isGiven = remedied.params?.['remedy'] !== undefined;
    const keys = isGiven ? [`${remedied.code}.given.remedy`] : keysOf(remedied, 'remedy');
    return {
      message: this.translate(keysOf(error, 'message'), message, params),
      remedy: this.translate(keys, remedy, { ...params, ...this.paramsOf(remedied) }),
    };
  }

  private paramsOf({ connectionId, status, retryAfterSeconds, params }: QlikError): QlikMessageParams {
    return {
      ...(connectionId === undefined
        ? {}
        : { connection: this.registry.find(connectionId)?.label ?? connectionId }),
      ...(status === undefined ? {} : { status }),
      ...(retryAfterSeconds === undefined ? {} : { seconds: retryAfterSeconds }),
      ...params,
    };
  }

  private translate(keys: readonly string[], english: string, params: QlikMessageParams): string {
    const { locale: chosen = this.defaultLocale } = this.options;
    const locale = typeof chosen === 'string' ? chosen : runInInjectionContext(this.injector, chosen);
    const pack = this.packOf(locale);
    for (const key of keys) {
      const template = this.translated({ key, params, english, locale }) ?? pack?.[key];
      if (typeof template === 'string') return fill(template, { ...params, english });
    }
    return english;
  }

  private translated(text: QlikText): string | undefined {
    try {
      return runInInjectionContext(this.injector, () => this.options.translate?.(text));
    } catch (thrown) {
      // The text is shown all the same. Templates ask for it again and again.
      if (!this.reported.has(text.key)) untracked(() => this.errors.handleError(thrown));
      this.reported.add(text.key);
      return undefined;
    }
  }

  private packOf(locale: string): QlikMessagePack | undefined {
    const pack = this.packs().get(locale);
    if (!pack && locale !== this.latest) untracked(() => void this.load(locale));
    this.latest = locale;
    return pack;
  }

  private async load(locale: string): Promise<void> {
    if (this.loading.has(locale)) return;
    this.loading.add(locale);
    try {
      const pack = await runInInjectionContext(this.injector, () => this.options.load?.(locale));
      if (pack) this.packs.update((packs) => new Map(packs).set(locale, pack));
    } catch (thrown) {
      this.loading.delete(locale);
      this.errors.handleError(thrown);
    }
  }
}

/** The keys of a text of an error, the most special one first. */
function keysOf(
  { code, variant, params, retryAfterSeconds }: QlikError,
  part: 'message' | 'remedy',
): readonly string[] {
  const ofVariant = variant && `${code}.${variant}`;
  const hasReason = params?.['reason'] !== undefined;
  return [
    hasReason && ofVariant && `${ofVariant}.reason`,
    ofVariant,
    // Any call can fail in several fields, and any of a sign-in for want of the backend.
    (variant === 'fields' || variant === 'backend') && variant,
    hasReason && `${code}.reason`,
    retryAfterSeconds !== undefined && `${code}.wait`,
    code,
  ].flatMap((key) => (key ? [`${key}.${part}`] : []));
}

/** Fills parameters in; a name that the text has no value for stays as it is written. */
function fill(template: string, params: QlikMessageParams): string {
  return template.replace(/\{(\w+)\}/g, (written, name: string) =>
    String((Object.hasOwn(params, name) ? params[name] : undefined) ?? written),
  );
}
