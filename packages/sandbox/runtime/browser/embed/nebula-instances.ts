import type { Doc } from '@qlik/api/qix';
import { embed, type stardust } from '@nebula.js/stardust';
import { CHART_TYPES, isChartType } from './chart-types.ts';
import { EmbedError, recordProp, textProp, type EmbedProps } from './props.ts';
import { themesFor } from './tenant-theme.ts';

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
  const shared = instances.get(key) ?? { nebula: createNebula(doc, context, props), leases: 0 };
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
  const nebula = createNebula(doc, nebulaContext(props), props);
  return { nebula, release: () => destroyNebula(nebula) };
}

/** Switches of the charts that Qlik Cloud has on: labels of line charts, pie charts and others are SVG there, which can be read and found. */
const FLAGS = { IM_4962_SVG_CHART_LABELS: true, IM_5791_SVG_LABEL_RENDERING: true };

/**
 * Nebula gets no `hostConfig`: it would first exchange a token for images out of the tenant's media library, which the
 * sandbox does not have, and would wait without end when the exchange fails.
 */
function createNebula(doc: Doc, context: stardust.Context, { hostConfig }: EmbedProps): stardust.Embed {
  return embed(doc, {
    types: CHART_TYPES,
    themes: themesFor(context.theme, hostConfig),
    context,
    // Nebula has them and leaves them out of the type of its configuration.
    ...{ flags: FLAGS },
    load: ((type: { readonly name: string }) =>
      Promise.reject(unknownChartType(type.name))) as unknown as stardust.LoadFallback,
  });
}

/** Nebula has this method and leaves it out of its types. */
function destroyNebula(nebula: stardust.Embed): void {
  (nebula as { readonly destroy?: () => void }).destroy?.();
}

/** @throws {EmbedError} `unknown-chart-type`, because nebula would render a cell with less information. */
export function requireChartType(name: string): void {
  if (!isChartType(name)) throw unknownChartType(name);
}

function unknownChartType(name: string): EmbedError {
  return new EmbedError(
    'unknown-chart-type',
    `There is no chart of type "${name}" in this runtime.`,
    `Use one of: ${CHART_TYPES.map((type) => type.name).join(', ')}.`,
  );
}

/** `context` as given, with the attributes `theme` and `language` where it does not say otherwise. */
function nebulaContext(props: EmbedProps): stardust.Context {
  const theme = textProp(props, 'theme');
  const language = textProp(props, 'language');
  return { ...(theme && { theme }), ...(language && { language }), ...recordProp(props, 'context') };
}
