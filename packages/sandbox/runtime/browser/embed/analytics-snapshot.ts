import type { Doc } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';
import type { MountedUi, PlainRequest } from './mounted-ui.ts';
import { ownNebula, requireChartType } from './nebula-instances.ts';
import { EmbedError, recordProp } from './props.ts';

/**
 * `ui="analytics/snapshot"`: a chart from its layout with data and `snapshotData`, given as `data:json`; without an app and without a
 * sign-in. After https://qlik.dev/embed/qlik-embed/quickstart/qlik-embed-offline-snapshots/ .
 */
export async function mountSnapshot({ element, props, reportRenderError }: PlainRequest): Promise<MountedUi> {
  const layout = recordProp(props, 'data');
  const id = snapshotId(layout);
  const own = ownNebula(snapshotApp(id, layout), {
    ...props,
    context: {
      ...recordProp(props, 'context'),
      constraints: { active: true, passive: true, select: true, edit: true },
    },
  });
  try {
    const viz = await own.nebula.render({ element, id, onError: reportRenderError });
    return {
      destroy: async () => {
        await viz.destroy();
        own.release();
      },
    };
  } catch (error) {
    own.release();
    throw error;
  }
}

function snapshotId({ qInfo, visualization }: Record<string, unknown>): string {
  const id = isRecord(qInfo) ? qInfo['qId'] : undefined;
  if (typeof id !== 'string' || typeof visualization !== 'string') {
    throw new EmbedError(
      'bad-parameter',
      '"data" is no snapshot of a chart.',
      'Give the chart’s whole layout, with "qInfo" and "visualization", as JSON in data:json="…".',
    );
  }
  requireChartType(visualization, false);
  return id;
}

/** The part of an app that nebula needs: one object, which never changes. */
function snapshotApp(id: string, layout: Record<string, unknown>): Doc {
  const nothing = (): void => undefined;
  const model = {
    id,
    genericType: layout['visualization'],
    getLayout: () => Promise.resolve(layout),
    getProperties: () => Promise.resolve(layout),
    getEffectiveProperties: () => Promise.resolve(layout),
    on: nothing,
    once: nothing,
    emit: nothing,
    removeListener: nothing,
    removeAllListeners: nothing,
  };
  const { snapshotData } = layout;
  const locale = isRecord(snapshotData) ? snapshotData['appLocaleInfo'] : undefined;
  const app = {
    id: 'snapshot',
    getObject: (wanted: string) =>
      wanted === id ? Promise.resolve(model) : Promise.reject(new Error('A snapshot has one object.')),
    getAppLayout: () => Promise.resolve({ qTitle: '', qLocaleInfo: locale ?? {} }),
    on: nothing,
    once: nothing,
    removeListener: nothing,
  };
  return app as unknown as Doc;
}
