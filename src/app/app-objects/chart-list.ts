import { computed, type Signal } from '@angular/core';
import { type AppSession, injectMasterItems, injectSheets } from 'ngx-qlik/qix';
import { describeChart } from './chart-names';

/** A chart of an app, as an option of a list. */
export interface ChartChoice {
  readonly id: string;
  readonly label: string;
  /** For example `barchart`. */
  readonly type: string;
}

/**
 * Returns the charts on the app's sheets and in its library, without duplicates; `undefined` until both are loaded.
 * Needs an injection context.
 */
export function injectChartList(
  appSession: Signal<AppSession | undefined>,
): Signal<readonly ChartChoice[] | undefined> {
  const sheets = injectSheets(appSession).state;
  const library = injectMasterItems(appSession).state;
  return computed(() => {
    const [onSheets, inLibrary] = [sheets(), library()];
    if (onSheets.status !== 'ready' || inLibrary.status !== 'ready') return undefined;
    const choices = [
      ...onSheets.value
        .flatMap(({ cells }) => cells)
        .map(({ objectId, type }) => ({ id: objectId, type, label: describeChart(type, objectId) })),
      ...inLibrary.value.visualizations.map(({ id, title, visualization = '' }) => ({
        id,
        type: visualization,
        label: `${title} (master item)`,
      })),
    ];
    return [...new Map(choices.map((choice) => [choice.id, choice])).values()];
  });
}
