import { type stardust, useEffect, useElement, useTheme } from '@nebula.js/stardust';
import { CHART_TYPE_NAMES } from './chart-type-names.ts';
import { themeTypeOfChart } from './chart-themes.ts';
import { showError } from './error-panel.ts';
import { EmbedError } from './props.ts';

/** Why there is no chart of a type that apps of Qlik often have. */
const REASONS: Readonly<Record<string, string>> = {
  treemap: 'Qlik has not published the package of its treemap.',
  gauge: 'Qlik has published no package of its gauge.',
  map: 'Maps need Qlik’s map server, which the sandbox does not have.',
};

/** For a type that the runtime cannot draw. @param remedy by default the types that it can draw */
export function unknownChartType(
  name: string,
  remedy = `Use one of: ${Object.values(CHART_TYPE_NAMES).flat().join(', ')}.`,
): EmbedError {
  const reason = Object.hasOwn(REASONS, name) ? ` ${REASONS[name] ?? ''}` : '';
  return new EmbedError(
    'unknown-chart-type',
    `There is no chart of type "${name}" in this runtime.${reason}`,
    remedy,
  );
}

/** For a chart of Qlik's own client in an embed that draws nebula charts only. */
export function previewNeeded(name: string): EmbedError {
  return new EmbedError(
    'unknown-chart-type',
    `A chart of type "${name}" is drawn with preview="true" only, as at Qlik: it is no nebula chart.`,
    'Add preview="true" to the element.',
  );
}

/** Says in the place of a chart, such as a cell of a sheet, that the runtime cannot draw its type. */
export function unknownChart(name: string): stardust.Visualization {
  return saying(unknownChartType(name, 'Qlik’s own tenants draw it.'));
}

/**
 * Says in the place of a chart that the page's policy keeps it from being drawn: its package makes functions from texts (`new Function`) when it is
 * loaded. Four of Qlik's packages do: waterfall, distribution plot, histogram and box plot.
 */
export function evalRefused(name: string): stardust.Visualization {
  return saying(
    new EmbedError(
      'eval-refused',
      `The policy of this page refuses eval, which Qlik’s chart "${name}" needs.`,
      'Its package makes functions from texts when it is loaded, which the Content-Security-Policy refuses. Show the chart in a frame of the tenant, which has a policy of its own: ui="classic/chart" with iframe="true", or ui="classic/app". Or allow scripts \'unsafe-eval\' on a page that needs no strict policy.',
    ),
  );
}

function saying(error: EmbedError): stardust.Visualization {
  return () => ({
    qae: { properties: {}, data: { targets: [] } },
    component() {
      const element = useElement();
      const theme = themeTypeOfChart(useTheme());
      useEffect(() => showError(element, error, theme), [element, theme]);
    },
  });
}
