import type { EmbedAttributes, EmbedUi } from '../element/embed-attributes';

/** What to embed. */
export interface EmbedRequest {
  readonly connectionId: string;
  readonly ui: EmbedUi;
  readonly attributes: EmbedAttributes;
  /** Without one, what is shown stands on the sign-in alone. */
  readonly appId?: string;
  readonly identity?: string | undefined;
  /** An object that has to be in the app; whether it is, Qlik's element does not tell. */
  readonly objectId?: string | undefined;
  /** Selector of what has to appear inside, for a `ui` that has no interface of its own. */
  readonly sign?: string;
  /** Drawn without any call, so without a sign-in. */
  readonly isOffline?: true;
}
