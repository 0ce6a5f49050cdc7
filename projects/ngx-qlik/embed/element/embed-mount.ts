import { QlikError } from 'ngx-qlik';
import { type EmbedAttributes, updateAttributes } from './embed-attributes';
import type { EmbedElements, QlikEmbedElement } from './embed-elements';
import type { RenderWatch } from './first-render';

/** A `<qlik-embed>` in the page, from attachment to removal. */
export class EmbedMount {
  private readonly element: QlikEmbedElement;
  private readonly removal = new AbortController();
  private attributes: EmbedAttributes = {};

  /**
   * Resolves with the element's `getRefApi()`, or with `undefined` when the watch resolves first. Rejects with `embed-failed`, or as the
   * watch does. May never settle: Qlik does not report other failures.
   */
  readonly shown: Promise<unknown>;

  /** Called with each further API: new attributes may replace the chart in the element. */
  onRefApi: (refApi: unknown) => void = () => undefined;

  /**
   * Attaches an element with these attributes. They must be complete: the element reads its host once.
   * @param watch for a `ui` without an API
   */
  constructor(elements: EmbedElements, container: Element, attributes: EmbedAttributes, watch?: RenderWatch) {
    this.element = elements.create();
    this.update(attributes);
    this.listen();
    const waits = watch ? [watch(this.element, this.removal.signal)] : [];
    container.append(this.element);
    this.shown = Promise.race([this.element.getRefApi(), this.failure(), ...waits]);
    this.shown.catch(() => undefined);
  }

  update(attributes: EmbedAttributes): void {
    updateAttributes(this.element, this.attributes, attributes);
    this.attributes = attributes;
  }

  remove(): void {
    // Qlik's code may retain the element of the last chart. The element must not retain this component, nor an error's stack.
    this.onRefApi = () => undefined;
    this.removal.abort('');
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
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new QlikError('embed-failed', `Qlik could not show this: ${message}`, {
        remedy: 'Check the ids, and that the signed-in user may see it.',
        isRetryable: true,
        cause,
      });
    }
    return new Promise<never>(() => undefined);
  }
}
