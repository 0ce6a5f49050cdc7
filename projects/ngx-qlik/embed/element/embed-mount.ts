import { QlikError } from 'ngx-qlik';
import { type EmbedAttributes, updateAttributes } from './embed-attributes';
import type { EmbedElements, QlikEmbedElement } from './embed-elements';

/** One `<qlik-embed>` in the page, from attaching it to removing it. */
export class EmbedMount {
  private readonly element: QlikEmbedElement;
  private attributes: EmbedAttributes = {};

  /** The element's `getRefApi()`; rejects with `embed-failed` when the mount does. May never settle: Qlik tells no other failures. */
  readonly refApi: Promise<unknown>;

  /** Attaches an element with these attributes. They must be all there at that moment: the host is read once. */
  constructor(elements: EmbedElements, container: Element, attributes: EmbedAttributes) {
    this.element = elements.create();
    this.update(attributes);
    container.append(this.element);
    this.refApi = Promise.race([this.element.getRefApi(), this.failure()]);
    this.refApi.catch(() => undefined);
  }

  update(attributes: EmbedAttributes): void {
    updateAttributes(this.element, this.attributes, attributes);
    this.attributes = attributes;
  }

  remove(): void {
    this.element.remove();
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
