import type { Doc } from '@qlik/api/qix';
import { EmbedError } from './props.ts';
import { messageOf } from './open-app.ts';

/**
 * Returns the id of an object for this embed alone: as the object of the app, but with other properties at its root.
 * After https://qlik.dev/changelog/212 : the object of the app stays as it is.
 * @throws {EmbedError} `object-not-found`
 */
export async function overrideProperties(
  doc: Doc,
  objectId: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<string> {
  try {
    const original = await doc.getObject(objectId);
    const { qInfo, ...rest } = await original.getEffectiveProperties();
    const copy = await doc.createSessionObject({
      ...rest,
      ...properties,
      qInfo: { qType: qInfo?.qType ?? original.genericType ?? '' },
    });
    return copy.id;
  } catch (error) {
    throw new EmbedError(
      'object-not-found',
      `The object "${objectId}" cannot have other properties: ${messageOf(error)}`,
      'Check the object id and the properties.',
      { cause: error },
    );
  }
}
