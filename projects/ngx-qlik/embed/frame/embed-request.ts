import type { InitialAppState } from 'ngx-qlik/qix';
import type { EmbedAttributes } from '../element/embed-attributes';

/** The content of an embed. */
export interface EmbedRequest {
  readonly connectionId: string;
  /** One of `EmbedUi`, or one that this version does not know. */
  readonly ui: string;
  readonly attributes: EmbedAttributes;
  /** Absent for content without an app, which needs a sign-in only. */
  readonly appId?: string;
  readonly identity?: string | undefined;
  readonly initialState?: InitialAppState | undefined;
  /** An object that must be in the app. Qlik's element does not report a missing object. */
  readonly objectId?: string | undefined;
  /** Selector of the element that shows the first render, for a `ui` without an API or with one that comes late. */
  readonly sign?: string | undefined;
  /** Accessible name of the embed, and the title of its iframe. */
  readonly label?: string | undefined;
  /** Called by Qlik's code after it has drawn. Shows the first render as {@link sign} does. The same function for all requests of an embed. */
  readonly onRendered?: (() => void) | undefined;
  /** Drawn without calls, so without a sign-in. */
  readonly isOffline?: true;
}

/** The sign of a UI whose content is unknown: the first element inside Qlik's own container. */
export const ANY_CONTENT = ':scope > * > *';
