import { HttpErrorResponse } from '@angular/common/http';
import {
  type QlikConnection,
  QlikError,
  ɵreadRetryAfter as readRetryAfter,
  ɵquoteText as quoteText,
} from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import {
  ɵLONGEST_WAIT_MS as LONGEST_WAIT_MS,
  ɵrepeatTransient as repeatTransient,
  ɵunexpectedResponse as unexpectedResponse,
} from 'ngx-qlik/rest';
import type { ReportAnswer, ReportCalls } from '../calls/report-calls';
import { downloadFile } from '../calls/download-file';
import type { ExportWork } from '../export-work';
import { DEADLINE_MS, reportBody, type ReportSource } from './report-body';
import { contentIdIn, locationIn, readStatus, reportIdIn } from './report-status';

/** Milliseconds between two questions after the status: the first, and the most. They grow by half. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Has Qlik Cloud make a report, waits for it, and downloads it. Requests cannot be changed at Qlik, so that canceling ends the wait only;
 * the file is removed after an hour.
 *
 * @throws {QlikError} `export-failed`, `export-expired`, `export-canceled`, or what a call failed with
 * @see https://qlik.dev/embed/reports/reporting-api-samples
 */
export async function makeReport(
  connection: QlikConnection,
  source: ReportSource,
  calls: ReportCalls,
  work: ExportWork,
): Promise<Blob> {
  const until = Date.now() + DEADLINE_MS + LONGEST_WAIT_MS;
  const body = reportBody(source);
  const pause = (milliseconds: number) => work.pause(milliseconds);
  // The interceptor sends a report again that Qlik refused for its limit: that was not begun.
  const begun = await work.last(calls.post(connection, ['reports'], body)).catch((thrown: unknown) => {
    throw isNotImplemented(thrown) ? notImplemented(connection, thrown) : thrown;
  });
  const reportId = idOf(begun);
  if (reportId === undefined) throw unexpectedResponse(connection);
  work.show({ status: 'queued' });
  let pauseMs = FIRST_PAUSE_MS;
  let answer = begun;
  while (Date.now() < until) {
    await pause(Math.max(pauseMs, waitOf(answer)));
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
    const ask = () => work.last(calls.get(connection, ['reports', reportId, 'status']));
    answer = await repeatTransient(ask, pause).catch((thrown: unknown) => {
      throw isGone(thrown) ? expired(connection, thrown) : thrown;
    });
    const status = readStatus(answer.body, connection);
    if (status.status !== 'done') {
      work.show(status);
      continue;
    }
    const location = status.location ?? (await locationOf(connection, reportId, calls, work));
    const contentId = contentIdIn(location ?? '');
    if (contentId === undefined) throw unexpectedResponse(connection);
    return await downloadFile(connection, `/api/v1/temp-contents/${contentId}`, calls, work).catch(
      (thrown: unknown) => {
        throw isGone(thrown) ? expired(connection, thrown) : thrown;
      },
    );
  }
  throw new QlikError('export-failed', `${connection.label} did not finish the file in time.`, {
    connectionId: connection.id,
    remedy: 'Select less data, or try again when Qlik is less busy.',
    variant: 'busy',
    isRetryable: true,
  });
}

async function locationOf(
  connection: QlikConnection,
  reportId: string,
  calls: ReportCalls,
  work: ExportWork,
): Promise<string | undefined> {
  const { body } = await work.last(calls.get(connection, ['reports', reportId, 'outputs']));
  return isRecord(body) ? locationIn(body['data']) : undefined;
}

function idOf({ body, location }: ReportAnswer): string | undefined {
  const id = isRecord(body) ? body['requestId'] : undefined;
  return typeof id === 'string' ? id : reportIdIn(location);
}

function waitOf({ retryAfter }: ReportAnswer): number {
  return Math.min((readRetryAfter(retryAfter) ?? 0) * 1000, LONGEST_WAIT_MS);
}

function isNotImplemented(thrown: unknown): thrown is QlikError {
  return thrown instanceof QlikError && thrown.status === 501;
}

/** Of the sandbox, whose answer says why; Qlik has no such answer. */
function notImplemented({ label, id }: QlikConnection, { cause, status }: QlikError): QlikError {
  const body: unknown = cause instanceof HttpErrorResponse ? cause.error : undefined;
  const errors: unknown = isRecord(body) ? body['errors'] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const found = isRecord(first) ? first['detail'] : undefined;
  const detail = typeof found === 'string' ? quoteText(found) : undefined;
  const what = `${label} cannot make this file`;
  return new QlikError('export-unsupported', detail === undefined ? `${what}.` : `${what}: ${detail}`, {
    connectionId: id,
    remedy: 'Choose another format.',
    status,
    cause,
    ...(detail !== undefined && { params: { reason: detail } }),
  });
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof QlikError && (thrown.status === 404 || thrown.status === 410);
}

function expired({ label, id }: QlikConnection, cause: unknown): QlikError {
  return new QlikError('export-expired', `${label} does not keep this file any more.`, {
    connectionId: id,
    remedy: 'Export it again.',
    isRetryable: true,
    cause,
  });
}
