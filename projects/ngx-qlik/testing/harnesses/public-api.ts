export { EmbedHarness, type EmbedHarnessFilters, type EmbedHarnessState } from './embed-harness';
export {
  QlikAgenticAssistantHarness,
  QlikAssistantHarness,
  QlikChartHarness,
  QlikClassicAppHarness,
  QlikClassicChartHarness,
  QlikEmbedUiHarness,
  QlikFeedCardsHarness,
  QlikFieldHarness,
  QlikSelectionsHarness,
  QlikSheetHarness,
  QlikSnapshotHarness,
} from './embed-harnesses';
