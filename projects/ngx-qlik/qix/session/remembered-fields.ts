import type { Doc, GenericObject, NxCell, NxCurrentSelectionItem, SelectionObject } from '@qlik/api/qix';

/** What is selected in one field of one state. */
export interface RememberedField {
  readonly field: string;
  /** An alternate state; `undefined` for the default one. */
  readonly stateName: string | undefined;
  readonly texts: readonly string[];
  readonly isLocked: boolean;
  /** How many values are selected: more than {@link texts} where they could not all be read. */
  readonly count: number;
}

/** Values that are kept, over all fields: a page bears them, and an engine takes them back within its time limit. */
const MAX_VALUES = 100_000;
/** As many as the engine gives in one page. */
const MAX_VALUES_PER_PAGE = 10_000;
/** Selected or locked; with an X where selections in other fields exclude the value. */
const SELECTED_STATES: readonly string[] = ['S', 'L', 'XS', 'XL'];

/** A field as a user reads it: `Region`, or `Region (alternate state Left)`. */
export function describeField({ field, stateName }: RememberedField): string {
  return stateName === undefined ? field : `${field} (alternate state ${stateName})`;
}

/** Whether all selected values are known. */
export function isComplete({ texts, count }: RememberedField): boolean {
  return texts.length >= count;
}

/** The properties of an object that tells the selections of the default state, and after {@link toStatesPatch} of others too. */
export const SELECTIONS_OF_STATES = {
  qInfo: { qType: 'ngx-qlik-selection-memory' },
  qSelectionObjectDef: {},
  alternateStates: [],
};

/** Lets such an object tell the selections of these alternate states, as Qlik's own selections bar does. */
export function toStatesPatch(stateNames: readonly string[]) {
  const states = stateNames.map((stateName) => ({
    stateName,
    qSelectionObjectDef: { qStateName: stateName },
  }));
  return [{ qOp: 'Replace' as const, qPath: '/alternateStates', qValue: JSON.stringify(states) }];
}

/** The names of an app's alternate states. */
export async function readStateNames(doc: Doc): Promise<readonly string[]> {
  const { qStateNames = [] } = await doc.getAppLayout();
  return qStateNames.filter((name) => name !== '' && name !== '$');
}

/** Reads the layout of an object with {@link SELECTIONS_OF_STATES}: the default state first, of each field the values that it names. */
export function readRemembered(layout: unknown): readonly RememberedField[] {
  const { qSelectionObject, alternateStates = [] } = layout as SelectionsLayout;
  const states = [
    { stateName: undefined, qSelectionObject },
    ...alternateStates.map((state) => ({ ...state, stateName: state.stateName ?? '' })),
  ];
  return states.flatMap(({ stateName, qSelectionObject: selections }) =>
    (selections?.qSelections ?? [])
      .filter((item) => item.qField && !item.qIsHidden)
      .map((item) => remember(item, stateName)),
  );
}

/**
 * Reads all values of fields of which the selection object names a handful, within the bounds of what is kept.
 *
 * @param onRead called with all fields after each that was read; false ends the reading
 */
export async function readIncomplete(
  doc: Doc,
  fields: readonly RememberedField[],
  onRead: (fields: readonly RememberedField[]) => boolean,
): Promise<void> {
  let known = fields;
  let kept = fields.reduce((sum, { texts }) => sum + texts.length, 0);
  for (const [index, each] of fields.entries()) {
    if (isComplete(each) || each.count > MAX_VALUES - kept) continue;
    const texts = await readAll(doc, each);
    kept += texts.length - each.texts.length;
    known = known.map((field, at) => (at === index ? { ...field, texts } : field));
    if (!onRead(known)) return;
  }
}

function remember(item: NxCurrentSelectionItem, stateName: string | undefined): RememberedField {
  return {
    field: item.qField ?? '',
    stateName,
    texts: (item.qSelectedFieldSelectionInfo ?? []).map(({ qName }) => qName ?? ''),
    isLocked: item.qLocked ?? false,
    count: item.qSelectedCount ?? 0,
  };
}

async function readAll(doc: Doc, { field, stateName, count }: RememberedField): Promise<readonly string[]> {
  const list: GenericObject = await doc.createSessionObject({
    qInfo: { qType: 'ngx-qlik-selected-values' },
    qListObjectDef: {
      ...(stateName !== undefined && { qStateName: stateName }),
      qDef: { qFieldDefs: [toFieldDefinition(field)], qSortCriterias: [{ qSortByState: 1 }] },
      qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 1, qHeight: Math.min(count, MAX_VALUES_PER_PAGE) }],
    },
  });
  try {
    const layout: unknown = await list.getLayout();
    const pages = (layout as ListLayout).qListObject?.qDataPages ?? [];
    const cells = pages.flatMap((page) => page.qMatrix ?? []).flatMap((row) => row.slice(0, 1));
    return cells
      .filter(({ qState }) => qState !== undefined && SELECTED_STATES.includes(qState))
      .map(({ qText }) => qText ?? '');
  } finally {
    await doc.destroySessionObject(list.id);
  }
}

interface SelectionsLayout {
  readonly qSelectionObject?: SelectionObject;
  readonly alternateStates?: readonly {
    readonly stateName?: string;
    readonly qSelectionObject?: SelectionObject;
  }[];
}

interface ListLayout {
  readonly qListObject?: { readonly qDataPages?: readonly { readonly qMatrix?: readonly NxCell[][] }[] };
}

/** A field's name as an expression: `Total Sales` becomes `[Total Sales]`; a calculated one (`=Year(Date)`) stays as it is. */
function toFieldDefinition(field: string): string {
  return field.startsWith('=') || field.startsWith('[') ? field : `[${field.replaceAll(']', ']]')}]`;
}
