import type { EmbedUi } from './embed-ui';
import { EMBED_UIS } from './embed-uis';
import { FUNCTION_PAGES, type FunctionPage } from './functions/function-pages';

/** A page of the gallery: one of Qlik's UIs, or functions of the library. */
export type GalleryPage = EmbedUi | FunctionPage;

/** Returns the page of an id from the address. */
export function findPage(id: string): GalleryPage | undefined {
  return [...EMBED_UIS, ...FUNCTION_PAGES].find((each) => each.id === id);
}

/** Whether the page shows one of Qlik's UIs. */
export function isEmbedUi(page: GalleryPage): page is EmbedUi {
  return 'ui' in page;
}
