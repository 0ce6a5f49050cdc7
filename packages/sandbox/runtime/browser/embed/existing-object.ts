import type { stardust } from '@nebula.js/stardust';
import type { GenericObject } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';
import type { ChartOptions } from './client-charts/client-chart.ts';
import type { UiRequest } from './mounted-ui.ts';
import { requireChartType } from './nebula-instances.ts';
import { messageOf } from './open-app.ts';
import { EmbedError } from './props.ts';
import { withBackgroundAddress } from './sheet-background.ts';
import { addressesOf } from './web-resources.ts';

/**
 * Renders an object of the app; with `isPreview` all charts of Qlik's own client.
 * @throws {EmbedError} `object-not-found`; `unknown-chart-type` when this runtime has no chart for it.
 */
export async function renderExisting(
  objectId: string,
  {
    element,
    app,
    nebula,
    props,
    isPreview,
    reportRenderError,
  }: Pick<UiRequest, 'element' | 'app' | 'nebula' | 'props' | 'reportRenderError'> & {
    readonly isPreview: boolean;
  },
): Promise<stardust.Viz | stardust.Sheet> {
  let model: GenericObject;
  try {
    model = await app.doc.getObject(objectId);
  } catch (error) {
    throw new EmbedError(
      'object-not-found',
      `App "${app.appId}" has no object "${objectId}" for this user: ${messageOf(error)}`,
      'Check the object id; it is the qId of a sheet or chart of that app.',
      { cause: error },
    );
  }
  if (model.genericType === 'sheet') withBackgroundAddress(model, addressesOf(props.hostConfig));
  else requireChartType(await chartTypeOf(model), isPreview);
  // Nebula needs `options` for sheets: it puts its own callback there.
  const options: ChartOptions = { preview: isPreview };
  return nebula.render({ element, id: objectId, options, onError: reportRenderError });
}

async function chartTypeOf(model: GenericObject): Promise<string> {
  const layout: unknown = await model.getLayout();
  const visualization = isRecord(layout) ? layout['visualization'] : undefined;
  return typeof visualization === 'string' && visualization ? visualization : (model.genericType ?? '');
}
