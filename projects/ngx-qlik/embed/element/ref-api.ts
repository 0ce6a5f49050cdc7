import type { Doc, Field, GenericObject } from '@qlik/api/qix';

/** What every embed of an app gives to code once it is shown: Qlik's `getRefApi()`. */
export interface EmbedRefApi {
  getDoc(): Promise<Doc>;
}

/** What a chart gives. */
export interface ChartRefApi extends EmbedRefApi {
  getObject(): Promise<GenericObject>;
  /** The chart's own interface; what it can do depends on its type. */
  getChartRefApi(): Promise<unknown>;
}

/** What a field's list gives. */
export interface FieldRefApi extends EmbedRefApi {
  getField(): Promise<Field>;
}

/**
 * What a chart in a frame gives. Qlik has no interface to it, so this is the page's own session of the same user, app and identity: the
 * engine keeps one set of selections for both.
 */
export interface ClassicChartRefApi extends EmbedRefApi {
  getObject(): Promise<GenericObject>;
}
