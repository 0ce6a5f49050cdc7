import { callEngine } from '../objects/call-engine';
import type { AppSession } from '../session/app-session';
import { readColumns } from './chart-columns';
import type { HypercubeFields } from './hypercube-definition';

/**
 * The columns of an object of the app (a chart, a pivot table …), as a straight table of its own: what its data is, whatever it draws of
 * it. The table is in the object's alternate state and suppresses the nulls, zeros and missing values that the object suppresses.
 *
 * Columns that their calculation condition hides at the moment of reading are left out. Read again when the conditions may have changed.
 *
 * @returns `undefined` for an object without data, such as a text or a filter pane, and where all columns are hidden
 * @throws {QlikError} `object-not-found`, and as all calls to the engine do
 */
export async function readObjectColumns(
  session: AppSession,
  objectId: string,
): Promise<HypercubeFields | undefined> {
  return callEngine(session, async (doc) => {
    const object = await doc.getObject(objectId);
    // Sent together, so that nothing else this session asks for changes the object in between.
    const [properties, layout] = await Promise.all([object.getEffectiveProperties(), object.getLayout()]);
    return readColumns(properties, layout);
  });
}
