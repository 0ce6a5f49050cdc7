import type { stardust } from '@nebula.js/stardust';
import type { ThemeType } from '../chart-themes.ts';
import { showError } from '../error-panel.ts';
import { messageOf } from '../open-app.ts';
import { EmbedError } from '../props.ts';
import type { ChartOptions } from './client-chart.ts';

/** Draws an object of the app into a part of another chart. @returns what removes it */
export function drawInside(
  box: HTMLElement,
  id: string,
  {
    embed,
    options,
    theme,
  }: { readonly embed: stardust.Embed; readonly options: ChartOptions; readonly theme: ThemeType },
): () => void {
  // Nebula's own callbacks of the chart around it are not for this one.
  const drawn = embed.render({ element: box, id, options: { preview: options.preview === true } });
  drawn.catch((error: unknown) => {
    showError(
      box,
      new EmbedError(
        'object-not-found',
        `The container has no object "${id}": ${messageOf(error)}`,
        'Edit the container in Qlik.',
      ),
      theme,
    );
  });
  return () => void drawn.then((chart) => chart.destroy()).catch(() => undefined); // Its error is shown.
}
