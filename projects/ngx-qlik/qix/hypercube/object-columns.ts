import type { Doc } from '@qlik/api/qix';
import { callEngine } from '../objects/call-engine';
import type { AppSession } from '../session/app-session';
import { readColumns } from './chart-columns';
import type { HypercubeFields } from './hypercube-definition';

/**
 * Reads the columns of an object of the app (a chart, a pivot table …) as the definition of a straight table with the object's data. The
 * table has the object's alternate state and suppresses the nulls, zeros and missing values that the object suppresses. Its rows are sorted
 * by the object's first sort column, unless that column is sorted by an expression or another criterion without a direction.
 *
 * The table of a histogram has its bins and their counts, as the chart calculated them when it was last drawn. Before that it has the number
 * of each value ("Frequency").
 *
 * Omits columns hidden by their calculation condition at the time of reading. Read again when the conditions may have changed.
 *
 * @returns `undefined` for an object without data, such as a text or a filter pane, and when all columns are hidden
 * @throws {QlikError} `object-not-found`, or an error of the call to the engine
 */
export async function readObjectColumns(
  appSession: AppSession,
  objectId: string,
): Promise<HypercubeFields | undefined> {
  const read = async (doc: Doc) => {
    const object = await doc.getObject(objectId);
    // Sent together, so that no other call of this session changes the object in between.
    const [properties, layout] = await Promise.all([object.getEffectiveProperties(), object.getLayout()]);
    return readColumns(properties, layout);
  };
  return callEngine(appSession, read, { kind: 'object', name: objectId });
}
