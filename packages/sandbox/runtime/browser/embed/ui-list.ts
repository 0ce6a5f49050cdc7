import { mountAssistant } from './ai-assistant.ts';
import { mountChart } from './analytics-chart.ts';
import { mountField } from './analytics-field.ts';
import { mountSelections } from './analytics-selections.ts';
import { mountSheet } from './analytics-sheet.ts';
import { mountSnapshot } from './analytics-snapshot.ts';
import { mountClassicChart } from './classic-chart.ts';
import { mountClassicApp, mountFramedClassicChart } from './classic-frame.ts';
import type { MountUi, MountedUi, UiRequest } from './mounted-ui.ts';
import { EmbedError, isTrueProp } from './props.ts';
import { cleanUp } from './clean-up.ts';
import { leaseNebula } from './nebula-instances.ts';
import { openApp } from './open-app.ts';

const UIS: Readonly<Record<string, MountUi>> = {
  'analytics/chart': inApp(mountChart),
  'analytics/field': inApp(mountField),
  'analytics/selections': inApp(mountSelections),
  'analytics/sheet': inApp(mountSheet),
  'analytics/snapshot': mountSnapshot,
  'classic/app': mountClassicApp,
  'classic/chart': (request) =>
    (isTrueProp(request.props, 'iframe') ? mountFramedClassicChart : inApp(mountClassicChart))(request),
  'ai/agentic-assistant': mountAssistant,
  'ai/assistant': mountAssistant,
  // Names of before version 1.0, which pages of Qlik's workshop still have.
  object: inApp(mountChart),
  selections: inApp(mountSelections),
};

/** Qlik has it, but it shows the results of an analysis that the sandbox does not make. */
const NOT_AVAILABLE = ['insights/feed-cards'];

/** @throws {EmbedError} `ui-not-available` for a ui that only Qlik has, `unknown-ui` for others. */
export function findUi(ui: string | undefined): MountUi {
  const mountUi = ui !== undefined && Object.hasOwn(UIS, ui) ? UIS[ui] : undefined;
  if (mountUi) return mountUi;
  const available = `Available: ${Object.keys(UIS).join(', ')}.`;
  if (ui && NOT_AVAILABLE.includes(ui)) {
    throw new EmbedError('ui-not-available', `ui="${ui}" is not available in the sandbox.`, available);
  }
  throw new EmbedError(
    'unknown-ui',
    ui ? `There is no ui "${ui}".` : 'The attribute "ui" is missing.',
    available,
  );
}

/** Opens the app of a `ui` and leases the shared nebula instance of that app. Releases both on destroy. */
function inApp(mountUi: (request: UiRequest) => Promise<MountedUi>): MountUi {
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
