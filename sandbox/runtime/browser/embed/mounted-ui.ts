import type { stardust } from '@nebula.js/stardust';
import type { OpenApp } from './open-app.ts';
import type { EmbedProps, RefApi } from './props.ts';

/** What a `ui` gets to work with. */
export interface UiRequest {
  /** Empty, in the page, this ui's alone. */
  readonly element: HTMLElement;
  readonly props: EmbedProps;
  readonly app: OpenApp;
  readonly nebula: stardust.Embed;
  /** For errors that nebula reports after it has begun to draw. */
  readonly reportRenderError: (error: Error) => void;
}

/** A `ui` in the page. */
export interface MountedUi {
  readonly refApi: RefApi;
  /** Settles when nothing of it listens or draws any more. */
  destroy(): Promise<void>;
}
