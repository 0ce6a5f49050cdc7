import type { FakeAppData, FakeMasterItem } from './fake-app-data';
import {
  dimensionCell,
  type DimensionColumn,
  dimensionInfo,
  type LayoutContext,
  readDimension,
  refuse,
  stateCounts,
  tagsOf,
  toMasterItem,
} from './fake-columns';
import { textOf } from './fake-expressions';
import { type FakeCells, initialPages } from './fake-hypercube';
import { matchesOf } from './fake-search';
import { type Json, toList, toString } from './json';

/** `qSelectionThreshold`: Qlik lists the values of smaller selections. */
const MAX_LISTED = 6;

/** What lists are calculated from, with the text of a search in this one. */
export type ListContext = LayoutContext & { readonly search?: string | undefined };

/** `ListObject`: the layout of a field's values. @throws {UnsupportedByFake} for what the fake engine cannot calculate */
export function listObjectLayout(definition: Json, context: ListContext): Json {
  const column = readColumn(definition, context);
  const cells = cellsOf(column, context.search);
  return {
    qSize: { qcx: 1, qcy: cells.rows.length },
    qDimensionInfo: dimensionInfo(column),
    qExpressions: [],
    qDataPages: initialPages(cells, definition['qInitialDataFetch']),
  };
}

/** The cells of a list object, for pages. @throws {UnsupportedByFake} for what the fake engine cannot calculate */
export function listObjectCells(definition: Json, context: ListContext): FakeCells {
  return cellsOf(readColumn(definition, context), context.search);
}

function readColumn(definition: Json, context: LayoutContext): DimensionColumn {
  refuse(definition, ({ qExpressions }) => toList(qExpressions).length > 0, 'expressions in list objects');
  refuse(definition, ({ qFrequencyMode }) => !['', 'N'].includes(toString(qFrequencyMode)), 'frequencies');
  return readDimension(definition, context);
}

function cellsOf(column: DimensionColumn, search: string | undefined): FakeCells {
  const elements = search === undefined ? column.field.values.keys() : matchesOf(column.field, search);
  const sorted = [...elements].sort(column.compare);
  return { width: 1, dimensions: 1, rows: sorted.map((element) => [dimensionCell(column, element)]) };
}

/** `SelectionObject`: the current selections. */
export function selectionObjectLayout({ selections, stateName }: LayoutContext): Json {
  return {
    qBackCount: selections.backCount,
    qForwardCount: selections.forwardCount,
    qStateName: stateName,
    qSelections: [...selections.of(stateName)].map(([name, { field, elements, isLocked }]) => {
      const texts = [...elements]
        .sort((one, other) => one - other)
        .map((element) => textOf(field.values[element]!));
      const isListed = texts.length <= MAX_LISTED;
      return {
        qTotal: field.values.length,
        qIsNum: field.isNumeric,
        qField: name,
        qReadableName: name.replace(/^=/, ''),
        qLocked: isLocked,
        qSelectedCount: texts.length,
        qSelected: isListed ? texts.join(', ') : `${texts.length} of ${field.values.length}`,
        qStateCounts: stateCounts(selections.statesOf(field, stateName)),
        qSelectedFieldSelectionInfo: isListed
          ? texts.map((qName) => ({ qName, qFieldSelectionMode: 'NORMAL' }))
          : [],
        qSelectionThreshold: MAX_LISTED,
      };
    }),
  };
}

/** The layout of a list of what the app has, by the name of its definition. */
export const APP_LISTS: Readonly<
  Record<
    string,
    { readonly member: string; readonly items: (definition: Json, context: LayoutContext) => readonly Json[] }
  >
> = {
  qFieldListDef: { member: 'qFieldList', items: (_, { table }) => fieldItems(table) },
  qBookmarkListDef: {
    member: 'qBookmarkList',
    items: (_, { contents }) =>
      [...contents.bookmarks].map(([id, { title, description, isPublished }]) => ({
        qInfo: { qId: id, qType: 'bookmark' },
        qMeta: { title, description, published: isPublished },
        qData: { title, description },
      })),
  },
  qVariableListDef: {
    member: 'qVariableList',
    items: (_, { contents }) =>
      [...contents.variables].map(([name, { definition, comment, isFromScript }]) => ({
        qInfo: { qId: name, qType: 'variable' },
        qName: name,
        qDefinition: String(definition),
        qDescription: comment,
        qIsScriptCreated: isFromScript,
        qMeta: {},
        qData: {},
      })),
  },
  qDimensionListDef: {
    member: 'qDimensionList',
    items: (_, { data }) => masterItems(data.dimensions, 'dimension'),
  },
  qMeasureListDef: { member: 'qMeasureList', items: (_, { data }) => masterItems(data.measures, 'measure') },
  qAppObjectListDef: {
    member: 'qAppObjectList',
    items: ({ qType }, { data }) =>
      qType === 'sheet'
        ? sheetItems(data)
        : qType === 'masterobject'
          ? []
          : objectItems(data, toString(qType)),
  },
};

function fieldItems(table: LayoutContext['table']): readonly Json[] {
  return table.names.map((qName) => {
    const field = table.named(qName);
    return {
      qName,
      qCardinal: field.values.length,
      qTags: tagsOf(field),
      qIsNumeric: field.isNumeric,
      qSrcTables: ['Data'],
    };
  });
}

function masterItems(items: Readonly<Record<string, FakeMasterItem>> = {}, type: string): readonly Json[] {
  return Object.entries(items).map(([id, each]) => item(id, type, { title: toMasterItem(id, each).title }));
}

function sheetItems({ sheets = {} }: FakeAppData): readonly Json[] {
  return Object.entries(sheets).map(([id, title], rank) =>
    item(id, 'sheet', { title, rank, cells: [], columns: 24, rows: 12 }),
  );
}

function objectItems({ objects = {} }: FakeAppData, type: string): readonly Json[] {
  return Object.entries(objects)
    .filter(([, object]) => (object.type ?? 'table') === type)
    .map(([id, { title = id }]) => item(id, type, { title }));
}

function item(qId: string, qType: string, data: Json & { readonly title: string }): Json {
  return { qInfo: { qId, qType }, qMeta: { title: data.title, description: '' }, qData: data };
}
