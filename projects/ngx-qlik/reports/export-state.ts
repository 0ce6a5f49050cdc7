import type { QlikError } from 'ngx-qlik';

/** A file that was exported. */
export interface ExportedFile {
  /** App, title and date, without characters that file systems refuse. */
  readonly name: string;
  readonly content: Blob;
  /** What the file lacks, as sentences for users; for example rows beyond a limit. */
  readonly warnings: readonly string[];
}

/** How far an export is. `progress` is from 0 to 1, and absent where it is unknown. */
export type ExportState =
  /** The app opens, and the present selections are stored. */
  | { readonly status: 'preparing' }
  /** Qlik has the request and has not begun. */
  | { readonly status: 'queued' }
  | { readonly status: 'producing'; readonly progress?: number }
  | { readonly status: 'downloading'; readonly progress?: number }
  | { readonly status: 'done'; readonly file: ExportedFile }
  | { readonly status: 'failed'; readonly error: QlikError }
  | { readonly status: 'canceled' };
