import type { AppSession, Hypercube } from 'ngx-qlik/qix';
import type { HypercubeCsvOptions } from './csv/hypercube-csv';

/** The format of a file: a workbook for Excel, delimited text, an image, a document, or slides. */
export type ExportFormat = 'xlsx' | 'csv' | 'png' | 'pdf' | 'pptx';

/** What the name of a file begins with. */
export interface ExportNames {
  /** Default: the app's title. */
  readonly app?: string;
  /** Default: the title of the chart or sheet. */
  readonly title?: string;
}

/** A chart or sheet of an app. */
export interface ObjectExport {
  readonly appSession: AppSession;
  /** Id of a chart, or of a sheet. */
  readonly objectId: string;
  /** Default: `chart`. */
  readonly kind?: 'chart' | 'sheet';
  /** See {@link exportFormats}. */
  readonly format: ExportFormat;
  /** `current` (default): as selected in the session. `none`: all data. */
  readonly selections?: 'current' | 'none';
  /** Width and height of an image, in CSS pixels. Default: 1200 × 800 for a chart; of a sheet what Qlik computes by its layout. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly names?: ExportNames;
  readonly hypercube?: never;
}

/** All rows of a hypercube in the page, as delimited text. */
export interface HypercubeExport {
  readonly hypercube: Hypercube;
  readonly format: 'csv';
  readonly csv?: Partial<HypercubeCsvOptions>;
  readonly names?: ExportNames;
  readonly appSession?: never;
}

/** What to export. */
export type ExportRequest = ObjectExport | HypercubeExport;

/**
 * The formats that can be exported.
 *
 * Images, documents and slides come from Qlik Cloud's reports API; a client-managed server has no public interface for them. Data of a chart
 * come from both platforms; a sheet has no data of its own.
 */
export function exportFormats(
  platform: 'cloud' | 'client-managed',
  kind: 'chart' | 'sheet' = 'chart',
): readonly ExportFormat[] {
  const data = kind === 'chart' ? (['xlsx', 'csv'] as const) : [];
  const pictures = platform === 'cloud' ? (['png', 'pdf', 'pptx'] as const) : [];
  return [...data, ...pictures];
}
