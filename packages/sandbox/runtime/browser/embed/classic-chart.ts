import type { stardust } from '@nebula.js/stardust';
import { renderExisting } from './existing-object.ts';
import type { MountedUi, UiRequest } from './mounted-ui.ts';
import { requiredTextProp } from './props.ts';

/**
 * `ui="classic/chart"` in the page. Qlik's client draws it there; here the same charts are drawn by nebula, without an API, and
 * `onRendered` is called when a chart has been drawn for the first time.
 */
export async function mountClassicChart(request: UiRequest): Promise<MountedUi> {
  const { props } = request;
  const chart: stardust.Viz | stardust.Sheet = await renderExisting(requiredTextProp(props, 'objectId'), {
    ...request,
    isPreview: true,
  });
  const { onRendered } = props;
  // The web component passes a function or the text of an attribute.
  if (typeof onRendered === 'function') (onRendered as () => void)();
  return {
    destroy: async () => {
      await chart.destroy();
    },
  };
}
