import type { stardust } from '@nebula.js/stardust';
import type { OpenApp } from './open-app.ts';
import type { EmbedProps, RefApi } from './props.ts';

/** The input of every `ui`. */
export interface PlainRequest {
  /** The ui's own element: empty and connected. */
  readonly element: HTMLElement;
  readonly props: EmbedProps;
  /** For errors that nebula reports after it has begun to draw. */
  readonly reportRenderError: (error: Error) => void;
}

/** The input of a `ui` that renders content of an app in the page itself. */
export interface UiRequest extends PlainRequest {
  readonly app: OpenApp;
  readonly nebula: stardust.Embed;
}

/** A `ui` in the page. */
export interface MountedUi {
  /** Undefined where Qlik documents none. */
  readonly refApi?: RefApi;
  /** Resolves when all its listeners and rendering have ended. */
  destroy(): Promise<void>;
}

/** Puts a `ui` into the page. */
export type MountUi = (request: PlainRequest) => Promise<MountedUi>;
