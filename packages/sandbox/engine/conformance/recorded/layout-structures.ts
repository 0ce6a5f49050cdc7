import { toArray, toObject, toText } from '../../protocol/json.ts';

/** The members that are Qlik's own of each structure in a layout, by the structure's name. */
export type Structures = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Returns the structures of a layout. */
export function structuresOf(layout: unknown): Structures {
  const found = new Map<string, string[][]>();
  const note = (name: string, value: unknown): void => {
    const members = Object.entries(toObject(value))
      .filter(([member, content]) => /^q[A-Z]/.test(member) && content !== undefined)
      .map(([member]) => member)
      .sort();
    found.set(name, [...(found.get(name) ?? []), members]);
  };
  const { qHyperCube, qListObject } = toObject(layout);
  if (qHyperCube !== undefined) noteCube(toObject(qHyperCube), note);
  if (qListObject !== undefined) {
    const list = toObject(qListObject);
    note('list object', list);
    note('dimension of a list object', list['qDimensionInfo']);
    for (const page of toArray(list['qDataPages'])) {
      note('page of a list object', page);
      for (const row of toArray(toObject(page)['qMatrix'])) note('cell of a list object', toArray(row)[0]);
    }
  }
  return found;
}

type Note = (name: string, value: unknown) => void;

function noteCube(cube: Readonly<Record<string, unknown>>, note: Note): void {
  const dimensions = toArray(cube['qDimensionInfo']);
  note(`hypercube in mode ${toText(cube['qMode'])}`, cube);
  for (const info of dimensions) {
    note('dimension', info);
    note('cardinalities', toObject(info)['qCardinalities']);
    note('state counts', toObject(info)['qStateCounts']);
    for (const attribute of toArray(toObject(info)['qAttrExprInfo'])) note('attribute expression', attribute);
    for (const attribute of toArray(toObject(info)['qAttrDimInfo'])) note('attribute dimension', attribute);
  }
  for (const info of toArray(cube['qMeasureInfo'])) note('measure', info);
  for (const cell of toArray(cube['qGrandTotalRow'])) note('total', cell);
  for (const page of toArray(cube['qDataPages'])) {
    note('page', page);
    for (const row of toArray(toObject(page)['qMatrix']))
      toArray(row).forEach((cell, place) =>
        note(place < dimensions.length ? 'cell of a dimension' : 'cell of a measure', cell),
      );
  }
  for (const item of toArray(cube['qPivotDataPages'])) {
    const page = toObject(item);
    note('page of a pivot table', page);
    for (const side of ['qLeft', 'qTop']) for (const node of toArray(page[side])) noteNode(node, note);
    for (const row of toArray(page['qData']))
      for (const value of toArray(row)) note('value of a pivot table', value);
  }
}

function noteNode(node: unknown, note: Note): void {
  const { qType, qElemNo, qSubNodes } = toObject(node);
  note(`node ${toText(qType)}${qElemNo === -4 ? ', padding' : ''}`, node);
  for (const inner of toArray(qSubNodes)) noteNode(inner, note);
}
