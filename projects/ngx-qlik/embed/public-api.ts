export { QlikChartComponent } from './chart.component';
export { QlikFieldComponent } from './field.component';
export { QlikSelectionsComponent } from './selections.component';
export { QlikSheetComponent } from './sheet.component';
export { type AssistantAppearance, QlikAssistantComponent } from './assistant.component';
export { type ClassicSelection, QlikClassicAppComponent } from './classic-app.component';
export { QlikClassicChartComponent } from './classic-chart.component';
export { QlikSnapshotComponent } from './snapshot.component';
export { AppEmbedBase, EmbedBase } from './embed-base';
export type { ChartColumn, EmbedContext } from './element/embed-attributes';
export { EmbedElements, type QlikEmbedElement } from './element/embed-elements';
export type { ChartRefApi, ClassicChartRefApi, EmbedRefApi, FieldRefApi } from './element/ref-api';
export { type EmbedTexts, QLIK_EMBED_TEXTS, QLIK_EMBED_TIME_LIMIT } from './frame/embed-settings';
export type { EmbedState } from './frame/embed-state';
export type { EmptyReason } from './frame/empty-reason';
export {
  type EmptyContext,
  type FailedContext,
  type LoadingContext,
  QlikEmptyDirective,
  QlikFailedDirective,
  QlikLoadingDirective,
} from './frame/embed-templates.directive';
