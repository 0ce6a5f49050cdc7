import { type QlikConnection, QlikError, ɵrejectAfter as rejectAfter } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { ɵtoCallError as toCallError } from 'ngx-qlik/qix';
import type { GenericObject } from '@qlik/api/qix';
import { downloadFile } from '../calls/download-file';
import type { ReportCalls } from '../calls/report-calls';
import { contentIdIn } from '../cloud/report-status';
import type { ObjectExport } from '../export-request';
import type { ExportWork } from '../export-work';

/** The engine writes the file before it answers. */
const LIMIT_MS = 600_000;
/** The code for truncated data in `NxLocalizedWarningCode`. */
const TRUNCATED = 1_000;

/** A file, and what it lacks. */
export interface EngineFile {
  readonly content: Blob;
  readonly warnings: readonly string[];
}

/**
 * Has the engine write the data of an object as a file, and downloads it: `GenericObject.ExportData`, which both platforms have.
 *
 * @param layout of the object
 * @throws {QlikError} `engine-error`, `export-unsupported` for an object without data, or what the download failed with
 * @see https://qlik.dev/apis/json-rpc/qix/genericobject/#exportdata
 */
export async function exportData(
  connection: QlikConnection,
  { object, layout, request }: { object: GenericObject; layout: unknown; request: ObjectExport },
  calls: ReportCalls,
  work: ExportWork,
): Promise<EngineFile> {
  const path = dataPath(layout);
  const type = request.format === 'xlsx' ? 'OOXML' : 'CSV_C';
  const state = request.selections === 'none' ? 'A' : 'P';
  work.show({ status: 'producing' });
  const answer: unknown = await work
    .unlessCanceled(
      rejectAfter(object.exportData(type, path, '', state, false), LIMIT_MS, tooLate, work.signal),
    )
    .catch((thrown: unknown) => {
      throw toCallError(thrown, request.appSession);
    });
  const url = isRecord(answer) ? answer['qUrl'] : answer;
  if (typeof url !== 'string' || url === '') throw noFile(connection);
  const contentId = contentIdIn(url);
  const content = await downloadFile(
    connection,
    contentId === undefined ? url : `/api/v1/temp-contents/${contentId}`,
    calls,
    work,
  );
  const warnings = isRecord(answer) ? answer['qWarnings'] : undefined;
  return {
    content,
    warnings: Array.isArray(warnings) && warnings.includes(TRUNCATED) ? [TRUNCATED_TEXT] : [],
  };
}

const TRUNCATED_TEXT = 'The file does not have all rows: the engine has a limit. Select less data.';

/** Path of what an object shows: of a table or chart, or of a list box. */
function dataPath(layout: unknown): string {
  if (isRecord(layout)) {
    if ('qHyperCube' in layout) return '/qHyperCubeDef';
    if ('qListObject' in layout) return '/qListObjectDef';
  }
  throw new QlikError('export-unsupported', 'This object has no data of its own.', {
    remedy: 'Export one of the charts in it.',
    variant: 'object',
  });
}

function noFile({ label, id }: QlikConnection): QlikError {
  return new QlikError('export-failed', `The engine of ${label} wrote no file.`, {
    connectionId: id,
    remedy: 'Try again.',
    isRetryable: true,
  });
}

function tooLate(): QlikError {
  return new QlikError(
    'engine-error',
    `The engine did not write the file within ${LIMIT_MS / 60_000} minutes.`,
    {
      remedy: 'Select less data, then export it again.',
      isRetryable: true,
      variant: 'export-timeout',
      params: { limit: LIMIT_MS / 1000 },
    },
  );
}
