import {
  type stardust,
  useEffect,
  useElement,
  useOptions,
  useStaleLayout,
  useTheme,
} from '@nebula.js/stardust';
import { isRecord } from '../../../../json/is-record.ts';
import { themeTypeOfChart, type ThemeType } from '../chart-themes.ts';
import { showError } from '../error-panel.ts';
import { previewNeeded } from '../unavailable-chart.ts';

/** The options of the runtime's embeds; nebula hands them to every chart, those of a sheet included. */
export interface ChartOptions {
  /** Draw as Qlik's own client does, its charts that are no nebula charts included. */
  readonly preview?: boolean;
}

/** Reads an address of the tenant, such as that of an image, with what the browser needs to fetch it. */
export type ResourceAddress = (path: string) => Promise<string>;

/** What a chart of Qlik's client is given. */
export interface ClientChart {
  readonly element: HTMLElement;
  readonly options: ChartOptions;
  readonly theme: ThemeType;
  readonly addressOf: ResourceAddress;
}

/**
 * Makes a nebula chart of one of Qlik's own client; without `preview` it says what is needed.
 * @param draw calls nebula's hooks
 */
export function clientChart(draw: (chart: ClientChart) => void): stardust.Visualization {
  return ({ anything }) => {
    const addressOf = isRecord(anything) ? (anything['addressOf'] as ResourceAddress) : withoutHost;
    return {
      qae: {
        properties: { showTitles: false, title: '', subtitle: '', footnote: '' },
        data: { targets: [] },
      } as unknown as stardust.QAEDefinition,
      component() {
        const element = useElement();
        const options = useOptions() as ChartOptions;
        const theme = themeTypeOfChart(useTheme());
        const type = String((useStaleLayout() as { visualization?: unknown }).visualization);
        // Options do not change while a chart is there, and so do its hooks.
        if (options.preview === true) draw({ element, options, theme, addressOf });
        else useEffect(() => showError(element, previewNeeded(type), theme), [type, theme]);
      },
    };
  };
}

function withoutHost(path: string): Promise<string> {
  return Promise.resolve(path);
}
