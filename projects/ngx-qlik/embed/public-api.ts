export { QlikChart } from './chart.component';
export { QlikField } from './field.component';
export { QlikSelections } from './selections.component';
export { QlikSheet } from './sheet.component';
export { EmbedBase } from './embed-base';
export type { ChartColumn, EmbedContext } from './element/embed-attributes';
export { EmbedElements, type QlikEmbedElement } from './element/embed-elements';
export type { ChartRefApi, EmbedRefApi, FieldRefApi } from './element/ref-api';
export { type EmbedTexts, QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './frame/embed-settings';
export type { EmbedState } from './frame/embed-state';
export {
  type FailedContext,
  type LoadingContext,
  QlikFailed,
  QlikLoading,
} from './frame/embed-templates.directive';
