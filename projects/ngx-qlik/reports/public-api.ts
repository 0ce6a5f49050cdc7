export { injectExports, type Exports, type RunningExport } from './inject-exports';
export {
  type ExportFormat,
  exportFormats,
  type ExportNames,
  type ExportRequest,
  type HypercubeExport,
  type ObjectExport,
} from './export-request';
export type { ExportedFile, ExportState } from './export-state';
export { type CsvOptions, DEFAULT_CSV_OPTIONS, toCsv } from './csv/csv-text';
export type { HypercubeCsvOptions } from './csv/hypercube-csv';
export { exportFileName, type FileNameParts } from './files/file-name';
export { saveFile } from './files/save-file';
export { QlikExportDirective } from './button/export.directive';
export { type ExportTexts, QLIK_EXPORT_TEXTS } from './button/export-texts';
export {
  EXPORT_FILES as ɵEXPORT_FILES,
  type ExportFiles as ɵExportFiles,
  type OpenedObject as ɵOpenedObject,
} from './export-files';
export type { ExportWork as ɵExportWork } from './export-work';
export type { EngineFile as ɵEngineFile } from './engine/engine-export';
