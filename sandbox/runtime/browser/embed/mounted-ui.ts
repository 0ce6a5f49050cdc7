import type { stardust } from '@nebula.js/stardust';
import type { OpenApp } from './open-app.ts';
import type { EmbedProps, RefApi } from './props.ts';

/** What every `ui` gets to work with. */
export interface PlainRequest {
  /** Empty, in the page, this ui's alone. */
  readonly element: HTMLElement;
  readonly props: EmbedProps;
  /** For errors that nebula reports after it has begun to draw. */
  readonly reportRenderError: (error: Error) => void;
}

/** What a `ui` gets that draws something of an app in the page itself. */
export interface UiRequest extends PlainRequest {
  readonly app: OpenApp;
  readonly nebula: stardust.Embed;
}

/** A `ui` in the page. */
export interface MountedUi {
  /** None for those to which Qlik documents none. */
  readonly refApi?: RefApi;
  /** Settles when nothing of it listens or draws any more. */
  destroy(): Promise<void>;
}

/** Puts a `ui` into the page. */
export type MountUi = (request: PlainRequest) => Promise<MountedUi>;
