import type { stardust } from '@nebula.js/stardust';
import type { MountedUi, UiRequest } from './mounted-ui.ts';
import { ownNebula } from './nebula-instances.ts';

const instancesWithBar = new WeakSet<stardust.Embed>();

/** `ui="analytics/selections"`: the bar of current selections, with back, forward and clear. */
export async function mountSelections({ element, props, app, nebula }: UiRequest): Promise<MountedUi> {
  // A second bar in the same instance would stay empty: nebula says "Already mounted" and does nothing.
  const own = instancesWithBar.has(nebula) ? ownNebula(app.doc, props) : undefined;
  const host = own?.nebula ?? nebula;
  if (!own) instancesWithBar.add(nebula);
  const bar = await host.selections();
  bar.mount(element);
  return {
    refApi: { getDoc: () => Promise.resolve(app.doc) },
    destroy: async () => {
      bar.unmount();
      if (own) own.release();
      else instancesWithBar.delete(nebula);
    },
  };
}
