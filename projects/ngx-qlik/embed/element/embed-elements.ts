import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { loadPart } from 'ngx-qlik';

/** Qlik's `<qlik-embed>`: the part of it that is used here. */
export interface QlikEmbedElement extends HTMLElement {
  /** Settles with the mount; `@qlik/embed-web-components` 1.6 leaves it public. */
  embed?: Promise<unknown> | undefined;
  /** Called by the mount with each interface that it has; public in 1.6 likewise. */
  exposeRefApiHandle?(refApi: unknown): void;
  getRefApi(): Promise<unknown>;
}

/** Makes Qlik's elements. The package is loaded when the first one is wanted: it touches the page as soon as it is imported. */
@Injectable({ providedIn: 'root' })
export class EmbedElements {
  private readonly document = inject(DOCUMENT);

  /**
   * Resolves when elements can be made.
   * @throws {QlikError} `http-unreachable` when the package cannot be loaded; the next call tries again
   */
  load(): Promise<void> {
    return loadPart(() => this.define());
  }

  create(): QlikEmbedElement {
    return this.document.createElement('qlik-embed') as unknown as QlikEmbedElement;
  }

  /** A page that has Qlik's script in its HTML has the element already, and it can be defined only once. */
  private async define(): Promise<void> {
    if (this.document.defaultView?.customElements.get('qlik-embed')) return;
    await import('@qlik/embed-web-components');
  }
}
