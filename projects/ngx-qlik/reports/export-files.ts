import { DOCUMENT } from '@angular/common';
import { inject, InjectionToken, Injector } from '@angular/core';
import type { Doc, GenericObject } from '@qlik/api/qix';
import { type QlikConnection, QlikError } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { ReportCalls } from './calls/report-calls';
import { makeReport } from './cloud/cloud-report';
import { type EngineFile, exportData } from './engine/engine-export';
import type { ObjectExport } from './export-request';
import type { ExportedFile } from './export-state';
import type { ExportWork } from './export-work';
import { saveFile } from './files/save-file';

/** An object of an open app, to export. */
export interface OpenedObject {
  readonly request: ObjectExport;
  readonly connection: QlikConnection;
  readonly doc: Doc;
  readonly object: GenericObject;
  readonly layout: unknown;
  /** Makes a call of the engine, with a time limit. */
  readonly call: <T>(promise: Promise<T>) => Promise<T>;
}

/** What servers and the browser do in an export. `ngx-qlik/testing` replaces it. */
export interface ExportFiles {
  /** Has Qlik make the file of a chart or sheet. @throws {QlikError} */
  make(opened: OpenedObject, work: ExportWork): Promise<EngineFile>;
  /** Saves a file with the browser's download. */
  save(file: ExportedFile): void;
}

/** Token of {@link ExportFiles}. */
export const EXPORT_FILES = new InjectionToken<ExportFiles>(ngDevMode ? 'ExportFiles' : '', {
  providedIn: 'root',
  factory: createExportFiles,
});

/** Creates what makes files by Qlik's reports API and its engine. Call it in an injection context. */
export function createExportFiles(): ExportFiles {
  const injector = inject(Injector);
  const document = inject(DOCUMENT);
  return {
    // Not before: the CSV of a table does without HttpClient.
    make: (opened, work) => makeFile(opened, injector.get(ReportCalls), work),
    save: (file) => saveFile(file, document),
  };
}

async function makeFile(
  { request, connection, doc, object, layout, call }: OpenedObject,
  calls: ReportCalls,
  work: ExportWork,
): Promise<EngineFile> {
  const { format, appSession, objectId, kind, size } = request;
  const isReport = connection.platform === 'cloud' && format !== 'csv';
  if (!isReport) return exportData(connection, { object, layout, request }, calls, work);
  const bookmarkId = request.selections === 'none' ? undefined : await createBookmark(doc, objectId, call);
  const source = {
    appId: appSession.appId,
    objectId,
    format,
    bookmarkId,
    ...(kind && { kind }),
    ...(size && { size }),
  };
  return { content: await makeReport(connection, source, calls, work), warnings: [] };
}

/** Keeps the selections, variables and soft patches of the session, all alternate states included, for the service that makes reports. */
async function createBookmark(doc: Doc, objectId: string, call: OpenedObject['call']): Promise<string> {
  const options = { qIncludeVariables: true, qIncludeAllPatches: true };
  const answer = await call(doc.createTemporaryBookmark(options, [objectId]));
  const id = isRecord(answer) ? answer['qId'] : answer;
  if (typeof id === 'string' && id !== '') return id;
  throw new QlikError('engine-error', 'The engine did not keep the present selections.', {
    remedy: 'Export it without selections, or try again.',
    variant: 'export-selections',
    isRetryable: true,
  });
}
