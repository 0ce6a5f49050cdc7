import { computed, type Signal } from '@angular/core';
import { type AppSession, injectMasterItems, injectSheets } from 'ngx-qlik/qix';
import { describeChart } from './chart-names';
import type { ListSource } from './list-state.component';

/** A chart of an app, as an option of a list. */
interface ChartChoice {
  readonly id: string;
  readonly label: string;
  /** For example `barchart`. */
  readonly type: string;
}

/** The charts of an app. */
export interface ChartList {
  /** Without duplicates; `undefined` until all lists are fetched. */
  readonly charts: Signal<readonly ChartChoice[] | undefined>;
  /** What they are from. */
  readonly lists: readonly ListSource[];
}

/** Returns the charts on the app's sheets and in its library. Needs an injection context. */
export function injectChartList(appSession: Signal<AppSession | undefined>): ChartList {
  const sheets = injectSheets(appSession);
  const library = injectMasterItems(appSession);
  const charts = computed(() => {
    const [onSheets, inLibrary] = [sheets.value(), library.value()];
    if (!onSheets || !inLibrary) return undefined;
    const choices = [
      ...onSheets
        .flatMap(({ cells }) => cells)
        .map(({ objectId, type }) => ({ id: objectId, type, label: describeChart(type, objectId) })),
      ...inLibrary.visualizations.map(({ id, title, visualization = '' }) => ({
        id,
        type: visualization,
        label: `${title} (master item)`,
      })),
    ];
    return [...new Map(choices.map((choice) => [choice.id, choice])).values()];
  });
  return { charts, lists: [sheets, library] };
}
