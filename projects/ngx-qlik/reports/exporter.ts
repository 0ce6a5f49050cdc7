import { inject, Injectable } from '@angular/core';
import type { GenericObject } from '@qlik/api/qix';
import {
  ConnectionRegistry,
  type QlikConnection,
  QlikAuthService,
  QlikError,
  ɵrejectAfter as rejectAfter,
  ɵtoConnectionSession as toConnectionSession,
} from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import {
  QLIK_SESSION_LIMITS,
  ɵtoCallError as toCallError,
  ɵtoEngineTimeout as toEngineTimeout,
} from 'ngx-qlik/qix';
import { hypercubeCsv } from './csv/hypercube-csv';
import { EXPORT_FILES } from './export-files';
import {
  type ExportFormat,
  exportFormats,
  type ExportRequest,
  type HypercubeExport,
  type ObjectExport,
} from './export-request';
import type { ExportedFile, ExportState } from './export-state';
import { ExportWork } from './export-work';
import { exportFileName } from './files/file-name';

/** Carries out exports: chooses between the reports API, the engine and the page by platform and format. */
@Injectable({ providedIn: 'root' })
export class Exporter {
  private readonly files = inject(EXPORT_FILES);
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly callLimit = inject(QLIK_SESSION_LIMITS).call;

  /** @throws {QlikError} */
  async export(
    request: ExportRequest,
    canceling: AbortSignal,
    show: (state: ExportState) => void,
  ): Promise<ExportedFile> {
    if (request.appSession === undefined) return this.exportTable(request, canceling, show);
    const { appSession, names = {}, format } = request;
    const connection = this.registry.get(appSession.connectionId);
    requireFormat(request, connection);
    const opening = new ExportWork(canceling, show, () => undefined);
    const doc = appSession.doc() ?? (await opening.unlessCanceled(appSession.ready));
    const signIn = toConnectionSession(this.auth.connectionSession(connection.id));
    const epoch = signIn.epoch();
    const work = new ExportWork(canceling, show, () => signIn.requireEpoch(epoch));
    const call = <T>(promise: Promise<T>): Promise<T> => work.unlessCanceled(this.limited(promise, request));
    const object: GenericObject = await call(doc.getObject(request.objectId));
    const layout: unknown = await call(object.getLayout());
    const app = names.app ?? (await call(doc.getAppLayout())).qTitle;
    const file = await this.files.make({ request, connection, doc, object, layout, call }, work);
    return {
      ...file,
      name: exportFileName({ app, title: names.title ?? titleIn(layout), extension: format }),
    };
  }

  private async exportTable(
    { hypercube, csv = {}, names = {} }: HypercubeExport,
    canceling: AbortSignal,
    show: (state: ExportState) => void,
  ): Promise<ExportedFile> {
    // The table itself fails when its sign-in ends.
    const work = new ExportWork(canceling, show, () => undefined);
    const content = await hypercubeCsv(hypercube, csv, work);
    return { content, warnings: [], name: exportFileName({ ...names, extension: 'csv' }) };
  }

  private async limited<T>(promise: Promise<T>, { appSession, objectId }: ObjectExport): Promise<T> {
    try {
      return await rejectAfter(promise, this.callLimit, () => toEngineTimeout(this.callLimit));
    } catch (thrown) {
      throw toCallError(thrown, appSession, { kind: 'object', name: objectId });
    }
  }
}

function requireFormat({ format, kind }: ObjectExport, connection: QlikConnection): void {
  const formats = exportFormats(connection.platform, kind);
  if (!formats.includes(format)) throw unsupportedFormat(format, connection, formats);
}

/** The error for a format that a platform does not have. @param formats those that it has, of a sheet perhaps none */
export function unsupportedFormat(
  format: ExportFormat,
  { id, label }: QlikConnection,
  formats: readonly ExportFormat[],
): QlikError {
  const hasOthers = formats.length > 0;
  return new QlikError('export-unsupported', `${label} cannot export this as ${format}.`, {
    connectionId: id,
    remedy: hasOthers ? `Choose ${formats.join(', ')}.` : 'Export one of its charts.',
    variant: hasOthers ? 'format' : 'sheet-format',
    params: { format, ...(hasOthers && { formats: formats.join(', ') }) },
  });
}

/** A chart has its title in its layout, a sheet in its metadata. */
function titleIn(layout: unknown): string | undefined {
  if (!isRecord(layout)) return undefined;
  const { title, qMeta } = layout;
  const titles = [title, isRecord(qMeta) ? qMeta['title'] : undefined];
  return titles.find((text): text is string => typeof text === 'string' && text !== '');
}
