import { QlikError, ɵquoteText as quoteText } from 'ngx-qlik';
import type { EmbedAttributes } from './embed-attributes';
import type { EmbedElements, QlikEmbedElement } from './embed-elements';
import { watchFirstRender } from './first-render';
import { updateAttributes } from './update-attributes';

/** Further parts of a mount. */
interface MountOptions {
  /** Selector of the element that shows the first render. */
  readonly sign?: string | undefined;
  /** Called by Qlik's code after each drawing, until the removal. */
  readonly onRendered?: (() => void) | undefined;
}

/** A `<qlik-embed>` in the page, from attachment to removal. */
export class EmbedMount {
  private readonly element: QlikEmbedElement;
  private readonly removal = new AbortController();
  private attributes: EmbedAttributes = {};
  private frameTitles: MutationObserver | undefined;

  /**
   * Resolves with the element's `getRefApi()`, or with `undefined` when the sign appears or Qlik's code reports a drawing first. Rejects
   * as `watchFirstRender` does. May never settle.
   */
  readonly shown: Promise<unknown>;

  /** Rejects with `embed-failed` when Qlik's mount fails, or when the element reports that it shows nothing, which it may at any time. */
  readonly failed: Promise<never>;

  /** Called with each further API: new attributes may replace the chart in the element. */
  onRefApi: (refApi: unknown) => void = () => undefined;

  /**
   * Attaches an element with these attributes. They must be complete: the element reads its host once.
   */
  constructor(
    elements: EmbedElements,
    container: Element,
    attributes: EmbedAttributes,
    { sign, onRendered }: MountOptions = {},
  ) {
    this.element = elements.create();
    this.update(attributes);
    this.listen();
    const waits: Promise<undefined>[] = [];
    if (sign) waits.push(watchFirstRender(this.element, sign, this.removal.signal));
    if (onRendered) waits.push(this.firstDrawing(onRendered));
    const fatalError = this.fatalError();
    container.append(this.element);
    this.failed = Promise.race([this.failure(), fatalError]);
    this.failed.catch(() => undefined);
    this.shown = Promise.race([this.element.getRefApi(), ...waits]);
    this.shown.catch(() => undefined);
  }

  update(attributes: EmbedAttributes): void {
    updateAttributes(this.element, this.attributes, attributes);
    this.attributes = attributes;
  }

  /** Gives iframes in the element, also later ones, a title: the label, else Qlik's title, else the text. */
  nameFrames(label: string | undefined, text = 'Qlik'): void {
    const name = (): void =>
      this.element
        .querySelectorAll('iframe')
        .forEach((frame) => (frame.title = label ?? (frame.title || text)));
    name();
    this.frameTitles?.disconnect();
    this.frameTitles = new MutationObserver((records) => {
      if (records.some(({ addedNodes }) => [...addedNodes].some(hasFrame))) name();
    });
    this.frameTitles.observe(this.element, { childList: true, subtree: true });
  }

  remove(): void {
    // Qlik's code may retain the element of the last chart. The element must not retain this component, nor an error's stack.
    this.onRefApi = () => undefined;
    this.removal.abort('');
    this.frameTitles?.disconnect();
    this.element.remove();
  }

  /** The element has no event for a new API, but sets each through this method. */
  private listen(): void {
    const { element } = this;
    const expose = element.exposeRefApiHandle?.bind(element);
    element.exposeRefApiHandle = (refApi) => {
      expose?.(refApi);
      this.onRefApi(refApi);
    };
  }

  private async failure(): Promise<never> {
    try {
      await this.element.embed;
    } catch (cause) {
      // On removal the element would await this promise again, without a handler.
      this.element.embed = undefined;
      throw embedFailed(cause);
    }
    return new Promise<never>(() => undefined);
  }

  /** Rejects with the detail of the element's event `fatalerror`. Its event `error` is about a part of the content, and ignored. */
  private fatalError(): Promise<never> {
    return new Promise((_, reject) => {
      this.element.addEventListener('fatalerror', (event) => {
        const { detail } = event as CustomEvent<unknown>;
        if (event.target === this.element) reject(embedFailed(detail));
      });
    });
  }

  /**
   * Gives the element a function as its attribute `on-rendered`, and resolves with the first call. Attributes are texts, so the element
   * reads this one from its own list; Qlik's code expects a function (`onRendered` in the types of `@qlik/embed-runtime`).
   */
  private firstDrawing(onRendered: () => void): Promise<undefined> {
    const { element, removal } = this;
    return new Promise((resolve) => {
      const value = (): void => {
        if (removal.signal.aborted) return;
        resolve(undefined);
        onRendered();
      };
      const attributes = element.attributes;
      Object.defineProperty(element, 'attributes', {
        get: () => [...attributes, { name: 'on-rendered', value }],
      });
    });
  }
}

function hasFrame(node: Node): boolean {
  return node instanceof Element && (node.localName === 'iframe' || node.querySelector('iframe') !== null);
}

/** The error of an embed that Qlik's code cannot show. @param cause an error, an object with `message` and perhaps `remedy`, or a text */
function embedFailed(cause: unknown): QlikError {
  const { message, remedy } = Object(cause) as { readonly message?: unknown; readonly remedy?: unknown };
  const reason = quoteText(String(message ?? cause));
  const given = typeof remedy === 'string' ? quoteText(remedy) : undefined;
  return new QlikError('embed-failed', `Qlik could not show this: ${reason}`, {
    params: { reason, ...(given !== undefined && { remedy: given }) },
    remedy: given ?? 'Check the ids, and that the signed-in user may see it.',
    isRetryable: true,
    cause,
  });
}
