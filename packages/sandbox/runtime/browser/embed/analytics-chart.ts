import type { stardust } from '@nebula.js/stardust';
import { isRecord } from '../../../json/is-record.ts';
import type { ChartOptions } from './client-charts/client-chart.ts';
import { renderExisting } from './existing-object.ts';
import type { MountedUi, UiRequest } from './mounted-ui.ts';
import { requireChartType } from './nebula-instances.ts';
import { overrideProperties } from './override-properties.ts';
import {
  chartFields,
  EmbedError,
  isTrueProp,
  listProp,
  recordProp,
  textProp,
  type EmbedProps,
} from './props.ts';

/** `ui="analytics/chart"`: an object of the app (`object-id`), or a new one from `type`, `dimensions`, `measures`. */
export async function mountChart(request: UiRequest): Promise<MountedUi> {
  const copyId = await copyWithProperties(request);
  const viz = await renderChart(request, copyId);
  // Nebula's types call the model a string; it is the object's API.
  const model = viz.model;
  return {
    refApi: {
      getDoc: () => Promise.resolve(request.app.doc),
      getObject: () => Promise.resolve(model),
      getChartRefApi: () => viz.getImperativeHandle(),
    },
    destroy: async () => {
      if (textProp(request.props, 'type')) unmountChart(model);
      await destroyWithSession(viz);
      if (copyId !== undefined) await request.app.doc.destroySessionObject(copyId);
    },
  };
}

/**
 * Removes a new chart from the page. Nebula does so only after the engine has destroyed the chart's object: a chart whose layout arrives
 * meanwhile asks for its properties, and leaves the refusal (`Invalid handle`) uncaught. A chart that is drawing does so after its removal too.
 */
function unmountChart(model: unknown): void {
  const removed = model as { emit(event: 'closed'): void; getEffectiveProperties: () => Promise<unknown> };
  // Nebula listens, as to the engine's own closing.
  removed.emit('closed');
  // Only the removed chart would go on after the answer.
  removed.getEffectiveProperties = () => new Promise(() => undefined);
}

/** Destroys the chart's object, unless the session has ended or is interrupted: the engine then ends the object with it. */
async function destroyWithSession(viz: stardust.Viz): Promise<void> {
  try {
    await viz.destroy();
  } catch (error) {
    if (!isOver(error)) throw error;
  }
}

/** The codes of enigma.js for a call without a connection, to an object that is gone, and of an interrupted session. */
const OVER_CODES: readonly unknown[] = [-1, -2, -11];

function isOver(error: unknown): boolean {
  return isRecord(error) && OVER_CODES.includes(error['code']);
}

/** `override-properties` of an object of the app; Qlik has it with `preview` only. */
async function copyWithProperties({ props, app }: UiRequest): Promise<string | undefined> {
  const objectId = textProp(props, 'objectId');
  if (!objectId || !props['overrideProperties'] || !isTrueProp(props, 'preview')) return undefined;
  return overrideProperties(app.doc, objectId, recordProp(props, 'overrideProperties'));
}

/** `state-name`: the alternate state of a chart on the fly, which its hypercube takes from the chart. */
function stateOf(props: EmbedProps): Readonly<Record<string, unknown>> {
  const qStateName = textProp(props, 'stateName');
  return { ...(qStateName && { qStateName }) };
}

async function renderChart(
  { element, props, app, nebula, reportRenderError }: UiRequest,
  copyId: string | undefined,
): Promise<stardust.Viz> {
  const objectId = copyId ?? textProp(props, 'objectId') ?? textProp(props, 'id');
  const type = textProp(props, 'type');
  const isPreview = isTrueProp(props, 'preview');
  if (type) {
    requireChartType(type, isPreview);
    return (await nebula.render({
      element,
      type,
      fields: [...chartFields(listProp(props, 'dimensions'), listProp(props, 'measures'))],
      properties: { ...stateOf(props), ...recordProp(props, 'properties') },
      // `properties` changes the chart's defaults and does not replace them.
      extendProperties: true,
      options: { preview: isPreview } satisfies ChartOptions,
      onError: reportRenderError,
    })) as stardust.Viz;
  }
  if (objectId)
    return (await renderExisting(objectId, {
      element,
      app,
      nebula,
      props,
      isPreview,
      reportRenderError,
    })) as stardust.Viz;
  throw new EmbedError(
    'missing-parameter',
    'ui="analytics/chart" needs an object of the app or a chart type.',
    'Add object-id="…", or type="barchart" with dimensions and measures.',
  );
}
