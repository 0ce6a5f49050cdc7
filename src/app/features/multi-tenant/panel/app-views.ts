import type { Sheet } from 'ngx-qlik/qix';

/** A sheet or chart that a panel can show. */
export interface AppView {
  /** Unique among the views of an app. */
  readonly key: string;
  readonly kind: 'sheet' | 'chart';
  readonly id: string;
  readonly label: string;
}

/** Types that are too small to be shown first. */
const SMALL = ['kpi', 'filterpane', 'text-image', 'sn-filter-pane', 'qlik-filter-pane', 'sn-kpi', 'sn-text'];

/** Returns the charts of each sheet and the sheet itself, in the order of the sheets. */
export function listViews(sheets: readonly Sheet[]): readonly AppView[] {
  return sheets.flatMap(({ id, title, cells }) => [
    ...[...cells]
      .filter(({ objectId }) => objectId !== '')
      .sort((one, other) => rank(one.type) - rank(other.type))
      .map(({ objectId, type }): AppView => ({
        key: `chart ${objectId}`,
        kind: 'chart',
        id: objectId,
        label: `${objectId.replaceAll(/[-_]+/g, ' ')} (${type})`,
      })),
    { key: `sheet ${id}`, kind: 'sheet' as const, id, label: `Whole sheet: ${title}` },
  ]);
}

/** Returns the view of that key, or the first one. */
export function pickView(views: readonly AppView[], key: string | undefined): AppView | undefined {
  return views.find((each) => each.key === key) ?? views[0];
}

function rank(type: string): number {
  return SMALL.includes(type) ? 1 : 0;
}
