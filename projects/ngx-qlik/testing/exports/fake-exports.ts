import { QlikError } from 'ngx-qlik';
import type {
  ExportedFile,
  ExportFormat,
  ExportState,
  ɵEngineFile as EngineFile,
  ɵExportFiles as ExportFiles,
  ɵExportWork as ExportWork,
  ɵOpenedObject as OpenedObject,
} from 'ngx-qlik/reports';
import { FakeCalls } from '../fake-calls';

/** An export of a chart or sheet, as it would be made by Qlik. */
export interface FakeExport {
  readonly connectionId: string;
  readonly appId: string;
  readonly objectId: string;
  readonly kind: 'chart' | 'sheet';
  readonly format: ExportFormat;
  readonly selections: 'current' | 'none';
}

/** A file that a test gives. */
export interface FakeExportFile {
  /** Default: a text that names the format and the object. */
  readonly content?: Blob | string;
  /** What the file lacks, as sentences for users. */
  readonly warnings?: readonly string[];
}

/**
 * Exports of charts and sheets in a test: Qlik makes their files at once. From `QlikTesting.exports`.
 *
 * The CSV of a table is made in the page, of the fake engine's rows. Files are not downloaded.
 */
export interface FakeExports {
  /** The exports of charts and sheets so far, in order. Not the CSV of a table, which Qlik does not make: see {@link saved}. */
  readonly made: readonly FakeExport[];
  /** The files that `qlikExport` has saved, those of tables too. */
  readonly saved: readonly ExportedFile[];
  /** Sets the file of the next export; called again, of the one after it. */
  respondNext(file: FakeExportFile): void;
  /** Lets the next export fail; called again, the one after it. @param error default: `export-failed` */
  failNext(error?: Error): void;
  /** Makes exports wait, in the state `queued`, until the function that it returns is called. */
  pause(): () => void;
  /** Shows how far the exports are that wait, for example `{ status: 'downloading', progress: 0.5 }`. */
  show(state: Extract<ExportState, { readonly status: 'queued' | 'producing' | 'downloading' }>): void;
}

/** See {@link FakeExports}; the other members are for the fakes. */
export class FakeExportFiles implements FakeExports, ExportFiles {
  readonly scripted = new FakeCalls<'export'>(['export'], 'A fake export');
  readonly made: FakeExport[] = [];
  readonly saved: ExportedFile[] = [];
  private readonly files: FakeExportFile[] = [];
  private readonly waiting = new Set<ExportWork>();

  respondNext(file: FakeExportFile): void {
    this.files.push(file);
  }

  failNext(error: Error = failure()): void {
    this.scripted.failNext('export', error);
  }

  pause(): () => void {
    return this.scripted.pause('export');
  }

  show(state: Parameters<FakeExports['show']>[0]): void {
    if (this.waiting.size === 0) throw new Error('No export waits: call pause() before it begins.');
    this.waiting.forEach((work) => work.show(state));
  }

  async make({ request, connection }: OpenedObject, work: ExportWork): Promise<EngineFile> {
    const { appSession, objectId, kind = 'chart', format, selections = 'current' } = request;
    const { appId } = appSession;
    this.made.push({ connectionId: connection.id, appId, objectId, kind, format, selections });
    const { content = `${format} of ${objectId}`, warnings = [] } = this.files.shift() ?? {};
    work.show({ status: 'queued' });
    this.waiting.add(work);
    try {
      await work.unlessCanceled(this.scripted.pass('export'));
    } finally {
      this.waiting.delete(work);
    }
    return { content: typeof content === 'string' ? new Blob([content]) : content, warnings };
  }

  save(file: ExportedFile): void {
    this.saved.push(file);
  }
}

function failure(): QlikError {
  return new QlikError('export-failed', 'The file of this test is broken.', {
    remedy: 'Try again in a moment.',
    isRetryable: true,
  });
}
