import { EmbedLifecycle } from './embed/embed-lifecycle.ts';
import type { EmbedProps } from './embed/props.ts';

/** The handle of an embed for Qlik's web component and React component. The names are Qlik's. */
export interface VanillaEmbed {
  $set(props: EmbedProps): void;
  $destroy(): void;
}

/**
 * `embed-vanilla@v1`: mounts a `ui` into the target and returns at once; the ui appears when it is loaded. Errors are
 * shown in the target and on the console, and a later `$set` can correct them.
 */
export function mountVanillaEmbedComponent({
  target,
  props,
}: {
  readonly target: Element;
  readonly props: EmbedProps;
}): VanillaEmbed {
  const lifecycle = new EmbedLifecycle(target, props);
  return { $set: (next) => lifecycle.set(next), $destroy: () => lifecycle.destroy() };
}
