export { QlikChartComponent } from './chart.component';
export {
  type FieldFrequencyMode,
  type FieldListLayout,
  type FieldSearch,
  type FieldSearchInput,
  type FieldToolbarMode,
  QlikFieldComponent,
} from './field.component';
export { QlikSelectionsComponent } from './selections.component';
export { QlikSheetComponent } from './sheet.component';
export { QlikAgenticAssistantComponent } from './agentic-assistant.component';
export { QlikAssistantComponent } from './assistant.component';
export { type AssistantAppearance, AssistantBase } from './assistant-base';
export { type ClassicSelection, QlikClassicAppComponent } from './classic-app.component';
export { QlikClassicChartComponent } from './classic-chart.component';
export { QlikSnapshotComponent } from './snapshot.component';
export { QlikFeedCardsComponent } from './feed-cards.component';
export { type EmbedAttributeValue, QlikEmbedUiComponent } from './embed-ui.component';
export { AppEmbedBase, EmbedBase } from './embed-base';
export type {
  ChartColumn,
  EmbedBoolean,
  EmbedContext,
  EmbedInteractions,
  EmbedUi,
} from './element/embed-attributes';
export { EmbedElements, type QlikEmbedElement } from './element/embed-elements';
export type { ChartRefApi, ClassicChartRefApi, EmbedRefApi, FieldRefApi } from './element/ref-api';
export {
  type EmbedDefaults,
  type EmbedTexts,
  QLIK_EMBED_DEFAULTS,
  QLIK_EMBED_TEXTS,
  QLIK_EMBED_TIME_LIMIT,
} from './frame/embed-settings';
export {
  type EmbedViews,
  type FailedEmbed,
  type LoadingEmbed,
  QLIK_EMBED_VIEWS,
} from './frame/default-views';
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
