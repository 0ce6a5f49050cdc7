import { type QlikConnection, QlikError, ɵquoteText as quoteText } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { ɵunexpectedResponse as unexpectedResponse } from 'ngx-qlik/rest';

/** How far Qlik is with a report. */
export type ReportStatus =
  | { readonly status: 'queued' }
  | { readonly status: 'producing' }
  /** Without a location where it is among the outputs only. */
  | { readonly status: 'done'; readonly location: string | undefined };

/**
 * Reads the status of a report.
 *
 * @param body of `GET /api/v1/reports/{id}/status`: the type `ReportStatus` of `@qlik/api/reports`
 * @throws {QlikError} `export-failed` with Qlik's reasons; `http-unexpected-answer`
 */
export function readStatus(body: unknown, connection: QlikConnection): ReportStatus {
  if (!isRecord(body)) throw unexpectedResponse(connection);
  switch (body['status']) {
    case 'queued':
      return { status: 'queued' };
    case 'processing':
    case 'visiting':
    case 'aborting':
      return { status: 'producing' };
    case 'done':
      return { status: 'done', location: locationIn(body['results']) };
    case 'failed':
    case 'aborted':
      throw failureOf(body, connection);
    default:
      throw unexpectedResponse(connection);
  }
}

/** Reads the location of the first output, from the results of a status or from `GET /api/v1/reports/{id}/outputs`. */
export function locationIn(outputs: unknown): string | undefined {
  const first: unknown = Array.isArray(outputs) ? outputs[0] : undefined;
  const location = isRecord(first) ? first['location'] : undefined;
  return typeof location === 'string' ? location : undefined;
}

/** `https://host/api/v1/reports/<id>/status`, `/reports/<id>/status` */
export function reportIdIn(location: string | undefined): string | undefined {
  return /\/reports\/([\w-]+)/.exec(location ?? '')?.[1];
}

/** `https://host/api/v1/temp-contents/<id>?inline=1`: the host may be another name of the tenant, so only the id is used. */
export function contentIdIn(location: string): string | undefined {
  return /\/temp-contents\/([\w-]+)/.exec(location)?.[1];
}

/** What to do, by the beginning of Qlik's code, and the variant for translations; else to try again. */
const REMEDIES: readonly (readonly [RegExp, string, string])[] = [
  [/^REP-4000(09|10|11|18)/, 'size', 'Select less data, or export the data as CSV.'],
  [/^REP-40000[08]/, 'selections', 'Change the selections, then export it again.'],
  [/^REP-40003[56]/, 'one-value', 'Select one value in the field that always needs one.'],
  [
    /^REP-(401|403)/,
    'access',
    'Ask the owner of the app or an administrator for access; some objects cannot be exported.',
  ],
  [/^REP-404/, 'deleted', 'Reload the page: the chart, sheet or app may have been deleted.'],
  [/^REP-422051/, 'no-data', 'Change the selections: there is no data to export.'],
  [/^REP-429014/, 'busy', 'Select less data, or try again when Qlik is less busy.'],
];
const RETRYABLE = /^REP-(409|429|5)/;

function failureOf(body: Readonly<Record<string, unknown>>, { label, id }: QlikConnection): QlikError {
  const reasons = listIn(body, 'reasons').flatMap((reason) => listIn(reason, 'exportErrors'));
  const errors = [...listIn(body, 'requestErrors'), ...reasons];
  const texts = errors.flatMap(({ title, detail }) =>
    [title, detail].filter((text) => typeof text === 'string' && text !== ''),
  );
  const code = errors.map((error) => error['code']).find((each) => typeof each === 'string') ?? '';
  const details = quoteText([...new Set(texts), ...(code === '' ? [] : [code])].join(', '));
  const what = `${label} could not make the file`;
  const [, variant, remedy = 'Try again in a moment.'] =
    REMEDIES.find(([pattern]) => pattern.test(code)) ?? [];
  return new QlikError('export-failed', details === '' ? `${what}.` : `${what}: ${details}.`, {
    connectionId: id,
    remedy,
    variant,
    isRetryable: code === '' || RETRYABLE.test(code),
    ...(details !== '' && { params: { reason: details } }),
    cause: body,
  });
}

function listIn(value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>>[] {
  const list = value[name];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
