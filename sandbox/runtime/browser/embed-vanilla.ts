import { EmbedLifecycle } from './embed/embed-lifecycle.ts';
import type { EmbedProps } from './embed/props.ts';

/** What Qlik's web component and React component hold on to. Names given by Qlik. */
export interface VanillaEmbed {
  $set(props: EmbedProps): void;
  $destroy(): void;
}

/**
 * `embed-vanilla@v1`: mounts a `ui` into the target and answers at once; the ui follows when it is loaded. Whatever goes
 * wrong is shown in the target and on the console, and a later `$set` may put it right.
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
