import { isRecord } from '../../json/is-record.ts';
import type { FormBody } from '../rest/form-body.ts';
import { QlikError } from '../rest/qlik-error.ts';
import { baseName } from './data-file-store.ts';

/** Assumed, with the extensions that Qlik's help names. */
export const EXTENSIONS = [
  ...['csv', 'json', 'kml', 'parquet', 'qvd', 'qvo', 'qvs', 'qvx', 'skv', 'tab', 'tsv', 'txt'],
  ...['xls', 'xlsm', 'xlsx', 'xlw', 'xml', 'zip'],
];

/** The largest file that is taken: 50 MB, so that the sandbox keeps its memory. Qlik's limit is 500 MB. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** What is sent beside the file, in `Json`. */
export interface UploadDetails {
  readonly name: string | undefined;
  /** Null for the personal space; undefined to leave it as it is. */
  readonly connectionId: string | null | undefined;
  readonly appId: string | null | undefined;
  readonly sourceId: string | undefined;
}

/** An error of the service; its own codes are those of `ErrorCode` in `@qlik/api/data-files`. */
export function dataFileError(
  status: number,
  code: `DF-${string}` | `HTTP-${string}`,
  detail: string,
): QlikError {
  const titles: Readonly<Record<number, string>> = {
    403: 'Forbidden',
    404: 'Not found',
    409: 'Conflict',
    501: 'Not implemented',
  };
  return new QlikError(status, { code, title: titles[status] ?? 'Invalid request', detail });
}

/** @throws {QlikError} 400 naming the member, 501 for folders */
export function uploadDetails({ texts }: FormBody): UploadDetails {
  const details = parsed(texts.get('Json'));
  const text = (name: string): string | null | undefined => {
    const value = details[name];
    if (value === null || value === undefined || typeof value === 'string') return value;
    throw dataFileError(400, 'HTTP-400', `/${name} has to be a text.`);
  };
  if (details['folder'] === true)
    throw dataFileError(501, 'HTTP-501', '/folder: the sandbox makes no empty folders.');
  if (text('tempContentFileId'))
    throw dataFileError(501, 'HTTP-501', '/tempContentFileId: send the file itself.');
  const folderId = text('folderId');
  if (folderId)
    throw dataFileError(400, 'DF-005', '/folderId: there is no such folder; give the path in the name.');
  return {
    name: checkedName(text('name')),
    connectionId: text('connectionId'),
    appId: text('appId'),
    sourceId: text('sourceId') ?? undefined,
  };
}

function parsed(json: string | undefined): Record<string, unknown> {
  if (json === undefined) return {};
  try {
    const details: unknown = JSON.parse(json);
    if (isRecord(details)) return details;
  } catch (error) {
    throw Object.assign(dataFileError(400, 'HTTP-400', 'Json: it cannot be read as JSON.'), { cause: error });
  }
  throw dataFileError(400, 'HTTP-400', 'Json: an object is wanted.');
}

function checkedName(name: string | null | undefined): string | undefined {
  if (name === null || name === undefined) return undefined;
  const steps = name.split('/');
  if (steps.some((step) => step.trim() === '' || step === '.' || step === '..' || step.includes('\\')))
    throw dataFileError(400, 'DF-015', '/name has to be a name, or a path such as folder/file.csv.');
  const extension = /\.([^.]+)$/.exec(baseName(name))?.[1];
  if (extension === undefined) throw dataFileError(400, 'DF-011', '/name has no file extension.');
  if (!EXTENSIONS.includes(extension.toLowerCase()))
    throw dataFileError(400, 'DF-010', `/name: files of the type “${extension}” are not taken.`);
  return name;
}
