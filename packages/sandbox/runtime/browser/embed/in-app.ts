import { cleanUp } from './clean-up.ts';
import type { MountedUi, MountUi, UiRequest } from './mounted-ui.ts';
import { leaseNebula } from './nebula-instances.ts';
import { openApp } from './open-app.ts';

/** Opens the app of a `ui` and leases the shared nebula instance of that app. Releases both on destroy. */
export function inApp(mountUi: (request: UiRequest) => Promise<MountedUi>): MountUi {
  return async (request) => {
    const cleanUps: (() => Promise<void> | void)[] = [];
    try {
      const app = await openApp(request.props);
      cleanUps.unshift(() => app.close());
      const lease = leaseNebula(app.doc, request.props);
      cleanUps.unshift(() => lease.release());
      const mounted = await mountUi({ ...request, app, nebula: lease.nebula });
      cleanUps.unshift(() => mounted.destroy());
      return { ...mounted, destroy: () => cleanUp(cleanUps) };
    } catch (error) {
      await cleanUp(cleanUps);
      throw error;
    }
  };
}
