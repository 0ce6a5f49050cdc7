import type { Doc, Field, GenericObject } from '@qlik/api/qix';

/** The API of every embed of an app: Qlik's `getRefApi()`. */
export interface EmbedRefApi {
  getDoc(): Promise<Doc>;
}

/** The API of a chart. */
export interface ChartRefApi extends EmbedRefApi {
  getObject(): Promise<GenericObject>;
  /** The chart's own API, which depends on its type. */
  getChartRefApi(): Promise<unknown>;
}

/** The API of a field. */
export interface FieldRefApi extends EmbedRefApi {
  getField(): Promise<Field>;
}

/**
 * The API of a chart in an iframe. Qlik has none, so this is the page's session of the same user, app and identity, which has the same
 * selections.
 */
export interface ClassicChartRefApi extends EmbedRefApi {
  getObject(): Promise<GenericObject>;
}
