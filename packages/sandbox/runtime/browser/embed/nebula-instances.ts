import type { Doc } from '@qlik/api/qix';
import { embed, type stardust } from '@nebula.js/stardust';
import { CHART_THEMES, tenantTheme } from './chart-themes.ts';
import { CHART_TYPES, supportOf } from './chart-types.ts';
import { recordProp, textProp, type EmbedProps } from './props.ts';
import { previewNeeded, unknownChart, unknownChartType } from './unavailable-chart.ts';
import { addressesOf } from './web-resources.ts';

/** A lease of a shared nebula instance. Call `release` when done. */
export interface NebulaLease {
  readonly nebula: stardust.Embed;
  release(): void;
}

interface SharedInstance {
  readonly nebula: stardust.Embed;
  leases: number;
}

const sharedByDoc = new WeakMap<Doc, Map<string, SharedInstance>>();

/**
 * The nebula instance of an open app and a context. There is one Doc per app, identity and host (the session layer sees
 * to that), and one instance per Doc and context, so that a selection begun in one chart is known to all the others.
 */
export function leaseNebula(doc: Doc, props: EmbedProps): NebulaLease {
  const context = nebulaContext(props);
  const key = JSON.stringify(context);
  const instances = sharedByDoc.get(doc) ?? new Map<string, SharedInstance>();
  sharedByDoc.set(doc, instances);
  const shared = instances.get(key) ?? { nebula: createNebula(doc, props), leases: 0 };
  instances.set(key, shared);
  shared.leases += 1;
  let isReleased = false;
  return {
    nebula: shared.nebula,
    release() {
      if (isReleased) return;
      isReleased = true;
      shared.leases -= 1;
      if (shared.leases > 0) return;
      instances.delete(key);
      destroyNebula(shared.nebula);
    },
  };
}

/** Creates a separate instance: nebula mounts one selections bar per instance. */
export function ownNebula(doc: Doc, props: EmbedProps): NebulaLease {
  const nebula = createNebula(doc, props);
  return { nebula, release: () => destroyNebula(nebula) };
}

/** Switches of the charts that Qlik Cloud has on: labels of line charts, pie charts and others are SVG there, which can be read and found. */
const FLAGS = { IM_4962_SVG_CHART_LABELS: true, IM_5791_SVG_LABEL_RENDERING: true };

/**
 * Nebula gets no `hostConfig`: it would first exchange a token for images out of the tenant's media library, and would wait without end
 * when the exchange fails. Charts that show images ask for the address of each.
 */
function createNebula(doc: Doc, props: EmbedProps): stardust.Embed {
  const { hostConfig } = props;
  return embed(doc, {
    types: CHART_TYPES,
    themes: CHART_THEMES,
    context: nebulaContext(props),
    anything: {
      addressOf: addressesOf(hostConfig),
    },
    // Nebula has them and leaves them out of the type of its configuration.
    ...{ flags: FLAGS, loadTheme: (id: string) => tenantTheme(hostConfig, id) },
    load: ((type: { readonly name: string }) =>
      Promise.resolve(unknownChart(type.name))) as unknown as stardust.LoadFallback,
  });
}

/** Nebula has this method and leaves it out of its types. */
function destroyNebula(nebula: stardust.Embed): void {
  (nebula as { readonly destroy?: () => void }).destroy?.();
}

/**
 * @param isPreview whether charts of Qlik's own client are drawn too
 * @throws {EmbedError} `unknown-chart-type`, because nebula would render a cell with less information.
 */
export function requireChartType(name: string, isPreview: boolean): void {
  const support = supportOf(name);
  if (support === 'unknown') throw unknownChartType(name);
  if (support === 'with-preview' && !isPreview) throw previewNeeded(name);
}

/** `context` as given, with the attributes `theme` and `language` where it does not say otherwise. */
function nebulaContext(props: EmbedProps): stardust.Context {
  const theme = textProp(props, 'theme');
  const language = textProp(props, 'language');
  return { ...(theme && { theme }), ...(language && { language }), ...recordProp(props, 'context') };
}
