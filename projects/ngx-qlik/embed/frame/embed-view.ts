import type { ElementRef, OutputEmitterRef, Signal, WritableSignal } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { EmbedElements } from '../element/embed-elements';
import type { EmbedRequest } from './embed-request';
import type { EmbedTexts } from './embed-settings';
import type { EmbedState } from './embed-state';
import type { EmbedSlots } from './embed-templates.directive';
import type { EmptyReason } from './empty-reason';

/**
 * What the controller of an embed reads and changes of its component. Also what both need of this entry point: of a module that the controller
 * imports, bundlers make a file of its own, which would be one file more before the first chart.
 */
export interface EmbedView {
  readonly elements: EmbedElements;
  /** Milliseconds, see `QLIK_EMBED_TIME_LIMIT`. */
  readonly limit: number;
  readonly texts: EmbedTexts;
  readonly request: Signal<EmbedRequest>;
  readonly slots: Signal<EmbedSlots>;
  /** Where the element is attached; `undefined` until the component is rendered. */
  readonly container: Signal<ElementRef<HTMLElement> | undefined>;
  readonly state: WritableSignal<EmbedState>;
  readonly emptiness: WritableSignal<EmptyReason | undefined>;
  /** Emits the element's `getRefApi()`. */
  readonly ready: OutputEmitterRef<unknown>;
  readonly failed: OutputEmitterRef<QlikError>;
}
