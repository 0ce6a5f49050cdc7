import { QlikError } from 'ngx-qlik';
import type { ExportFormat, ObjectExport } from '../export-request';

/** What a report is made of. */
export interface ReportSource extends Pick<ObjectExport, 'objectId' | 'kind' | 'size'> {
  readonly appId: string;
  readonly format: ExportFormat;
  /** A temporary bookmark with the selections, variables and soft patches of the session; none for all data. */
  readonly bookmarkId: string | undefined;
}

const CHART_SIZE = { width: 1200, height: 800 };
/** Limits how long Qlik works on it; ISO 8601. */
const DEADLINE = 'PT10M';
/** Of {@link DEADLINE}, in milliseconds. */
export const DEADLINE_MS = 600_000;
/** The id of the only output; Qlik names the file by it. */
const OUTPUT_ID = 'export';

/**
 * Returns the body of `POST /api/v1/reports`: `sense-data-1.0` for a workbook, `sense-sheet-1.0` for documents and slides of a sheet, and
 * `sense-image-1.0` else.
 *
 * @throws {QlikError} `export-unsupported`
 * @see https://qlik.dev/apis/rest/reports, and the type `ReportRequest` of `@qlik/api/reports`
 */
export function reportBody(source: ReportSource): object {
  const meta = { exportDeadline: DEADLINE };
  const { appId, bookmarkId, objectId: id, kind = 'chart', format, size } = source;
  const common = {
    appId,
    ...(bookmarkId !== undefined && {
      selectionType: 'temporaryBookmarkV2',
      temporaryBookmarkV2: { id: bookmarkId },
      selectionStrategy: 'failOnErrors',
    }),
  };
  const output = outputOf(format);
  if (format === 'xlsx') {
    if (kind === 'sheet') throw noData();
    return { type: 'sense-data-1.0', meta, senseDataTemplate: { ...common, id }, output };
  }
  if (kind === 'sheet' && format !== 'png') {
    const sheet = { id, ...(size && { widthPx: size.width, heightPx: size.height }) };
    return { type: 'sense-sheet-1.0', meta, senseSheetTemplate: { ...common, sheet }, output };
  }
  const { width, height } = size ?? CHART_SIZE;
  const type = kind === 'sheet' ? 'sheet' : 'visualization';
  const visualization = { id, type, widthPx: width, heightPx: height };
  return { type: 'sense-image-1.0', meta, senseImageTemplate: { ...common, visualization }, output };
}

function outputOf(format: ExportFormat): object {
  switch (format) {
    case 'xlsx':
      return { outputId: OUTPUT_ID, type: 'xlsx', xlsxOutput: {} };
    case 'pdf':
      return {
        outputId: OUTPUT_ID,
        type: 'pdf',
        pdfOutput: {
          size: 'A4',
          orientation: 'A',
          resizeType: 'autofit',
          align: { horizontal: 'center', vertical: 'middle' },
        },
      };
    case 'pptx':
      return {
        outputId: OUTPUT_ID,
        type: 'pptx',
        pptxOutput: { size: 'Widescreen', orientation: 'A', resizeType: 'autofit' },
      };
    case 'png':
      return {
        outputId: OUTPUT_ID,
        type: 'image',
        imageOutput: { outZoom: 2, outDpi: 96, outFormat: 'png' },
      };
    case 'csv':
      throw new QlikError('export-unsupported', 'Qlik makes no reports in this format.', {
        remedy: 'Choose another format.',
      });
  }
}

function noData(): QlikError {
  return new QlikError('export-unsupported', 'A sheet has no data of its own.', {
    remedy: 'Export one of its charts, or the sheet as PDF.',
    variant: 'sheet',
  });
}
