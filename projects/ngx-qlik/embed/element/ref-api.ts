import type { Doc, Field, GenericObject } from '@qlik/api/qix';

/** What every embed gives to code once it is shown: Qlik's `getRefApi()`. */
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
