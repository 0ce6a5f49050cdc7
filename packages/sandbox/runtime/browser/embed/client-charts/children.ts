import { isRecord } from '../../../../json/is-record.ts';

/** A chart inside a container. */
export interface ContainedChart {
  /** Of the object that is drawn. */
  readonly id: string;
  readonly label: string;
}

/** A chart in a layout container; the box is in percent of the container. */
export interface PlacedChart extends ContainedChart {
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

type Layout = Readonly<Record<string, unknown>>;

/**
 * The tabs of a container (`container`, `sn-tabbed-container`) whose conditions are fulfilled: its `children` name objects by `refId`, which is the id of a child,
 * its `containerChildId`, or a master visualization's id.
 */
export function tabsOf(layout: Layout): readonly ContainedChart[] {
  const items = childItems(layout);
  return records(layout['children']).flatMap((tab) => {
    const refId = textOf(tab['refId']);
    const item = items.find(
      ({ id, data }) => id === refId || data['containerChildId'] === refId || data['qExtendsId'] === refId,
    );
    const isShown = isFulfilled(tab['condition']) && isFulfilled(item?.data['showCondition']);
    const id = item?.id ?? (tab['isMaster'] === true ? refId : '');
    if (id === '' || !isShown) return [];
    return [{ id, label: textOf(tab['label']) || textOf(item?.data['title']) || 'Chart' }];
  });
}

/** The initial tab: that of `activeTab` or `defaultTab`, which name it as `children` do, else the first one. */
export function firstTab(layout: Layout): string | undefined {
  const named = new Set([textOf(layout['activeTab']), textOf(layout['defaultTab'])].filter(Boolean));
  const tabs = tabsOf({
    ...layout,
    children: records(layout['children']).filter(({ refId }) => named.has(textOf(refId))),
  });
  return (tabs[0] ?? tabsOf(layout)[0])?.id;
}

/** The charts of a layout container (`sn-layout-container`): `objects` place the children that have the same `childRefId`. */
export function placedCharts(layout: Layout): readonly PlacedChart[] {
  const items = childItems(layout);
  return records(layout['objects']).flatMap((object) => {
    const refId = textOf(object['childRefId']);
    const item = items.find(({ id, data }) => data['childRefId'] === refId || id === refId);
    const isShown = isFulfilled(object['showCondition']) && isFulfilled(item?.data['showCondition']);
    if (item === undefined || !isShown) return [];
    const bounds = isRecord(object['bounds']) ? object['bounds'] : {};
    const number = (name: string, other: number): number => {
      const value = bounds[name];
      return typeof value === 'number' && Number.isFinite(value) ? value : other;
    };
    return [
      {
        id: item.id,
        label: textOf(object['label']) || textOf(item.data['title']),
        box: {
          x: number('x', 0),
          y: number('y', 0),
          width: number('width', 100),
          height: number('height', 100),
        },
      },
    ];
  });
}

function childItems(layout: Layout): readonly { readonly id: string; readonly data: Layout }[] {
  const list = layout['qChildList'];
  return records(isRecord(list) ? list['qItems'] : undefined).map((item) => ({
    id: isRecord(item['qInfo']) ? textOf(item['qInfo']['qId']) : '',
    data: isRecord(item['qData']) ? item['qData'] : {},
  }));
}

/** Whether a condition is fulfilled: there is none, or its value is not 0. */
function isFulfilled(condition: unknown): boolean {
  return condition !== 0 && condition !== '0' && condition !== false;
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
