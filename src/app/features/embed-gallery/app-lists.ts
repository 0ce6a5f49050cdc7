import { computed, type Signal } from '@angular/core';
import {
  type AppSession,
  injectBookmarks,
  injectFields,
  injectMasterItems,
  injectSheets,
} from 'ngx-qlik/qix';
import { injectChartList } from '../../app-objects/chart-list';
import type { ListSource } from '../../app-objects/list-state.component';

/** An option of an input. */
export interface ListItem {
  readonly value: string;
  readonly label: string;
}

/** The list of options of an input. */
export type ListName =
  | 'objects'
  | 'sheets'
  | 'bookmarks'
  | 'fields'
  | 'masterDimensions'
  | 'masterMeasures'
  | 'numericFields'
  | 'chartTypes'
  | 'themes'
  | 'appearances'
  | 'languages'
  | 'directions'
  | 'listLayouts'
  | 'frequencyModes'
  | 'searchFields'
  | 'toolbarModes'
  | 'libraryTypes';

/** The options of an app, and those that are the same for all apps. */
export type AppLists = Readonly<Record<ListName, readonly ListItem[]>>;

const CHART_TYPES: readonly ListItem[] = [
  { value: 'barchart', label: 'Bar chart' },
  { value: 'linechart', label: 'Line chart' },
  { value: 'piechart', label: 'Pie chart' },
  { value: 'combochart', label: 'Combo chart' },
  { value: 'scatterplot', label: 'Scatter plot' },
  { value: 'kpi', label: 'KPI' },
  { value: 'table', label: 'Table' },
  { value: 'pivot-table', label: 'Pivot table' },
  { value: 'histogram', label: 'Histogram' },
  { value: 'waterfallchart', label: 'Waterfall chart' },
  { value: 'mekkochart', label: 'Mekko chart' },
  { value: 'sn-grid-chart', label: 'Grid chart' },
];

const THEMES: readonly ListItem[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

const APPEARANCES: readonly ListItem[] = [
  { value: 'qlik-light', label: 'Light' },
  { value: 'qlik-dark', label: 'Dark' },
];

const LANGUAGES: readonly ListItem[] = [
  { value: 'en-US', label: 'English' },
  { value: 'de-DE', label: 'German' },
  { value: 'fr-FR', label: 'French' },
  { value: 'ja-JP', label: 'Japanese' },
];

const DIRECTIONS: readonly ListItem[] = [
  { value: 'ltr', label: 'Left to right' },
  { value: 'rtl', label: 'Right to left' },
];

const LIST_LAYOUTS: readonly ListItem[] = [
  { value: 'vertical', label: 'Below each other' },
  { value: 'horizontal', label: 'Beside each other' },
];

const FREQUENCY_MODES: readonly ListItem[] = [
  { value: 'none', label: 'None' },
  { value: 'value', label: 'Number' },
  { value: 'percent', label: 'Percentage' },
  { value: 'relative', label: 'Share of 1' },
];

const SEARCH_FIELDS: readonly ListItem[] = [{ value: 'toggle', label: 'After a click on its icon' }];

const TOOLBAR_MODES: readonly ListItem[] = [
  { value: 'attach', label: 'In the list' },
  { value: 'detach', label: 'In a popup' },
  { value: 'auto', label: 'As the width allows' },
];

const LIBRARY_TYPES: readonly ListItem[] = [
  { value: 'dimension', label: 'Dimension' },
  { value: 'measure', label: 'Measure' },
];

/** Whether Qlik has a chart of that type; other types are extensions, which a tenant may not have. */
export function isKnownChartType(type: string): boolean {
  return CHART_TYPES.some(({ value }) => value === type);
}

const COMMON_LISTS = {
  chartTypes: CHART_TYPES,
  themes: THEMES,
  appearances: APPEARANCES,
  languages: LANGUAGES,
  directions: DIRECTIONS,
  listLayouts: LIST_LAYOUTS,
  frequencyModes: FREQUENCY_MODES,
  searchFields: SEARCH_FIELDS,
  toolbarModes: TOOLBAR_MODES,
  libraryTypes: LIBRARY_TYPES,
};

/** The lists of UIs without an app. */
export const NO_APP: AppLists = {
  ...{ objects: [], sheets: [], bookmarks: [], masterDimensions: [], masterMeasures: [] },
  ...{ fields: [], numericFields: [] },
  ...COMMON_LISTS,
};

/** The options of an app, and what they are from. */
export interface FetchedLists {
  /** `undefined` until all are fetched. */
  readonly options: Signal<AppLists | undefined>;
  readonly lists: readonly ListSource[];
}

/** Returns the lists of a session's app. Needs an injection context. */
export function injectAppLists(appSession: Signal<AppSession | undefined>): FetchedLists {
  const charts = injectChartList(appSession);
  const sheets = injectSheets(appSession);
  const bookmarks = injectBookmarks(appSession);
  const library = injectMasterItems(appSession);
  const fields = injectFields(appSession);
  const options = computed(() => {
    const objects = charts.charts();
    const [allSheets, allBookmarks] = [sheets.value(), bookmarks.value()];
    const [items, allFields] = [library.value(), fields.value()];
    if (!objects || !allSheets || !allBookmarks || !items || !allFields) return undefined;
    return {
      objects: objects.map(({ id, label }) => ({ value: id, label })),
      sheets: allSheets.map(toItem),
      bookmarks: allBookmarks.map(toItem),
      masterDimensions: items.dimensions.map(toItem),
      masterMeasures: items.measures.map(toItem),
      fields: allFields.map(toField),
      numericFields: allFields.filter(({ isNumeric }) => isNumeric).map(toField),
      ...COMMON_LISTS,
    };
  });
  return { options, lists: [...charts.lists, sheets, bookmarks, library, fields] };
}

function toItem({ id, title }: { readonly id: string; readonly title: string }): ListItem {
  return { value: id, label: title };
}

function toField({ name }: { readonly name: string }): ListItem {
  return { value: name, label: name };
}
