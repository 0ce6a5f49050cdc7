import type { EmbedAttributes, EmbedUi } from '../element/embed-attributes';

/** The content of an embed. */
export interface EmbedRequest {
  readonly connectionId: string;
  readonly ui: EmbedUi;
  readonly attributes: EmbedAttributes;
  /** Absent for content without an app, which needs a sign-in only. */
  readonly appId?: string;
  readonly identity?: string | undefined;
  /** An object that must be in the app. Qlik's element does not report a missing object. */
  readonly objectId?: string | undefined;
  /** Selector of the element that shows the first render, for a `ui` without an API or with one that comes late. */
  readonly sign?: string;
  /** Drawn without calls, so without a sign-in. */
  readonly isOffline?: true;
}
