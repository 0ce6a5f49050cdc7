import { askEngine } from '../objects/ask-engine';
import { type Json, listAt, recordAt, recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';
import type { DimensionDefinition, HypercubeFields, MeasureDefinition } from './hypercube-definition';

/**
 * The columns of an object of the app (a chart, a pivot table …), as a straight table of its own: what its data is, whatever it draws of it.
 *
 * @returns `undefined` for an object without data, such as a text or a filter pane
 * @throws {QlikError} `object-not-found`, and as all calls to the engine do
 */
export async function readObjectColumns(
  session: AppSession,
  objectId: string,
): Promise<HypercubeFields | undefined> {
  return askEngine(session, async (doc) => {
    const object = await doc.getObject(objectId);
    return readColumns(await object.getEffectiveProperties());
  });
}

/** From an object's properties. */
export function readColumns(properties: unknown): HypercubeFields | undefined {
  const cube = findCube(recordAt(properties));
  if (!cube) return undefined;
  const dimensions = recordsAt(cube, 'qDimensions').flatMap(readDimension);
  const measures = recordsAt(cube, 'qMeasures').flatMap(readMeasure);
  return dimensions.length + measures.length === 0 ? undefined : { dimensions, measures };
}

/** Most objects have it at the top; a box plot, for example, has it one level below. */
function findCube(properties: Json): Json | undefined {
  const within = [properties, ...Object.values(properties).map((value) => recordAt(value))];
  return within.map((each) => recordAt(each, 'qHyperCubeDef')).find((cube) => Object.keys(cube).length > 0);
}

function readDimension(dimension: Json): readonly DimensionDefinition[] {
  const libraryId = textAt(dimension, 'qLibraryId');
  if (libraryId) return [{ libraryId }];
  const field = listAt(dimension, 'qDef', 'qFieldDefs')[0];
  const label = listAt(dimension, 'qDef', 'qFieldLabels')[0];
  if (typeof field !== 'string' || field === '') return [];
  return [{ field, ...(typeof label === 'string' && label !== '' && { label }) }];
}

function readMeasure(measure: Json): readonly MeasureDefinition[] {
  const libraryId = textAt(measure, 'qLibraryId');
  if (libraryId) return [{ libraryId }];
  const expression = textAt(measure, 'qDef', 'qDef');
  if (expression === '') return [];
  const label = textAt(measure, 'qDef', 'qLabel');
  const format = textAt(measure, 'qDef', 'qNumFormat', 'qFmt');
  return [{ expression, ...(label && { label }), ...(format && { format }) }];
}
