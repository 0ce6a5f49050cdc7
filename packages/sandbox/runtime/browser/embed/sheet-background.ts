import type { GenericObject } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';

/** A sheet is the same object each time that it is opened in a session. */
const changed = new WeakSet<GenericObject>();

type AddressOf = (path: string) => Promise<string>;

/**
 * Lets nebula draw the background image of a sheet that is in the app's media: it takes such an address for one of the page's own host, and
 * has no token for it. So the layout names the image by its whole address, as that of an image on the web.
 */
export function withBackgroundAddress(sheet: GenericObject, addressOf: AddressOf): void {
  if (changed.has(sheet)) return;
  changed.add(sheet);
  const getLayout = sheet.getLayout.bind(sheet);
  sheet.getLayout = async (...values) => {
    const layout = await getLayout(...values);
    const { components } = layout as { readonly components?: unknown };
    if (!Array.isArray(components)) return layout;
    const drawn = await Promise.all(components.map((each) => onTheWeb(each, addressOf)));
    // The package's type of a layout names few of its members.
    return { ...layout, components: drawn } as unknown as typeof layout;
  };
}

/** The settings `general` of a sheet as Qlik's client saves them: `bgImage` with `mode`, `mediaUrl`, `sizing` and `position`. */
async function onTheWeb(component: unknown, addressOf: AddressOf): Promise<unknown> {
  const bgImage = isRecord(component) && component['key'] === 'general' ? component['bgImage'] : undefined;
  if (!isRecord(component) || !isRecord(bgImage) || bgImage['mode'] !== 'media') return component;
  const content = isRecord(bgImage['mediaUrl']) ? bgImage['mediaUrl']['qStaticContentUrl'] : undefined;
  const path = isRecord(content) ? content['qUrl'] : undefined;
  if (typeof path !== 'string' || path === '') return component;
  // Nebula decodes it.
  const expressionUrl = encodeURIComponent(await addressOf(path));
  return { ...component, bgImage: { ...bgImage, mode: 'expression', expressionUrl } };
}
