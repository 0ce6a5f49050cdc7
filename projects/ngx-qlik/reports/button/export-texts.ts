import { InjectionToken } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { ExportedFile } from '../export-state';

/** What `qlikExport` tells screen readers. */
export interface ExportTexts {
  /** Beside the button's own text, while it exports. */
  readonly cancelHint: string;
  readonly started: string;
  readonly canceled: string;
  readonly done: (file: ExportedFile) => string;
  readonly failed: (error: QlikError) => string;
}

/** Token for the texts of `qlikExport`. Default: in English. */
export const QLIK_EXPORT_TEXTS = new InjectionToken<ExportTexts>(ngDevMode ? 'QLIK_EXPORT_TEXTS' : '', {
  providedIn: 'root',
  factory: () => ({
    cancelHint: 'Exporting. Press Escape to cancel.',
    started: 'The export has begun.',
    canceled: 'The export was canceled.',
    done: ({ name, warnings }) => [`${name} is ready.`, ...warnings].join(' '),
    failed: ({ message, remedy }) => `The export failed: ${message} ${remedy}`,
  }),
});
