import { QlikError } from 'ngx-qlik';
import { type EmbedAttributes, updateAttributes } from './embed-attributes';
import type { EmbedElements, QlikEmbedElement } from './embed-elements';
import type { RenderWatch } from './first-render';

/** One `<qlik-embed>` in the page, from attaching it to removing it. */
export class EmbedMount {
  private readonly element: QlikEmbedElement;
  private readonly removal = new AbortController();
  private attributes: EmbedAttributes = {};

  /**
   * The element's `getRefApi()`, or nothing when the watch saw something first. Rejects with `embed-failed`, or as the watch does. May never
   * settle: Qlik tells no other failures.
   */
  readonly shown: Promise<unknown>;

  /** Called with each further interface: other attributes may bring another chart into the same element. */
  onRefApi: (refApi: unknown) => void = () => undefined;

  /**
   * Attaches an element with these attributes. They must be all there at that moment: the host is read once.
   * @param watch for a `ui` that Qlik gives no interface
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
    // Qlik's code may keep the element of the last chart for long. It must not keep the page as well, nor must the stack of an error.
    this.onRefApi = () => undefined;
    this.removal.abort('');
    this.element.remove();
  }

  /** The element tells nobody that its interface is another one now, but sets each through this method of its own. */
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
      // The element would wait for this promise once more when it is removed, and nobody would catch that.
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
