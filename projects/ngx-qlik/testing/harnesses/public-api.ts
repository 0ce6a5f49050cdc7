export { EmbedHarness, type EmbedHarnessFilters, type EmbedHarnessState } from './embed-harness';
export {
  QlikAssistantHarness,
  QlikChartHarness,
  QlikClassicAppHarness,
  QlikClassicChartHarness,
  QlikFieldHarness,
  QlikSelectionsHarness,
  QlikSheetHarness,
  QlikSnapshotHarness,
} from './embed-harnesses';
