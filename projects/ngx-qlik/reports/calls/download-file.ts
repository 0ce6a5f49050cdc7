import type { QlikConnection } from 'ngx-qlik';
import { tap } from 'rxjs';
import type { ExportWork } from '../export-work';
import type { ReportCalls } from './report-calls';
import { ɵunexpectedResponse as unexpectedResponse } from 'ngx-qlik/rest';

/** Downloads a file of a connection, and shows how far the download is. */
export async function downloadFile(
  connection: QlikConnection,
  path: string,
  calls: ReportCalls,
  work: ExportWork,
): Promise<Blob> {
  work.show({ status: 'downloading' });
  const steps = calls.download(connection, path).pipe(
    tap((step) => {
      if (!('content' in step)) work.show({ status: 'downloading', ...step });
    }),
  );
  const last = await work.last(steps);
  if ('content' in last) return last.content;
  throw unexpectedResponse(connection);
}
