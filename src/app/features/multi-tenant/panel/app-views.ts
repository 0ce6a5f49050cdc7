import type { Sheet } from 'ngx-qlik/qix';

/** Something of an app that a panel can show. */
export interface AppView {
  /** Of this view among those of its app. */
  readonly key: string;
  readonly kind: 'sheet' | 'chart';
  readonly id: string;
  readonly label: string;
}

/** Too little to be the first thing that one sees of an app. */
const SMALL = ['kpi', 'filterpane', 'text-image', 'sn-filter-pane', 'qlik-filter-pane', 'sn-kpi', 'sn-text'];

/** The charts of each sheet and the sheet itself, in the order of the sheets. */
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

/** The view of that key; the first one where there is none. */
export function pickView(views: readonly AppView[], key: string | undefined): AppView | undefined {
  return views.find((each) => each.key === key) ?? views[0];
}

function rank(type: string): number {
  return SMALL.includes(type) ? 1 : 0;
}
