export { QlikChartComponent } from './chart.component';
export { QlikFieldComponent } from './field.component';
export { QlikSelectionsComponent } from './selections.component';
export { QlikSheetComponent } from './sheet.component';
export { EmbedBase } from './embed-base';
export type { ChartColumn, EmbedContext } from './element/embed-attributes';
export { EmbedElements, type QlikEmbedElement } from './element/embed-elements';
export type { ChartRefApi, EmbedRefApi, FieldRefApi } from './element/ref-api';
export { type EmbedTexts, QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './frame/embed-settings';
export type { EmbedState } from './frame/embed-state';
export {
  type FailedContext,
  type LoadingContext,
  QlikFailedDirective,
  QlikLoadingDirective,
} from './frame/embed-templates.directive';
