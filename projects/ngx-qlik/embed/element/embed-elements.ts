import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { loadPart } from 'ngx-qlik';

/** The used part of Qlik's `<qlik-embed>`. */
export interface QlikEmbedElement extends HTMLElement {
  /** Settles with the mount; public in `@qlik/embed-web-components` 1.6. */
  embed?: Promise<unknown> | undefined;
  /** Called by the mount with each API; also public in 1.6. */
  exposeRefApiHandle?(refApi: unknown): void;
  getRefApi(): Promise<unknown>;
}

/** Creates Qlik's elements. Loads the package with the first element, as its import has side effects on the page. */
@Injectable({ providedIn: 'root' })
export class EmbedElements {
  private readonly document = inject(DOCUMENT);

  /**
   * Resolves when elements can be created.
   * @throws {QlikError} `http-unreachable` when the package cannot be loaded; the next call tries again
   */
  load(): Promise<void> {
    return loadPart(() => this.define());
  }

  create(): QlikEmbedElement {
    return this.document.createElement('qlik-embed') as unknown as QlikEmbedElement;
  }

  /** A page with Qlik's script in its HTML has already defined the element, which is possible only once. */
  private async define(): Promise<void> {
    if (this.document.defaultView?.customElements.get('qlik-embed')) return;
    await import('@qlik/embed-web-components');
  }
}
