import { inject, InjectionToken } from '@angular/core';
import { QLIK_MESSAGES, type QlikError } from 'ngx-qlik';
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

/** Token for the texts of `qlikExport`. Default: those of `QLIK_MESSAGES`, in English without `provideQlikMessages(…)`. */
export const QLIK_EXPORT_TEXTS = new InjectionToken<ExportTexts>(ngDevMode ? 'QLIK_EXPORT_TEXTS' : '', {
  providedIn: 'root',
  factory: () => {
    const messages = inject(QLIK_MESSAGES);
    return {
      get cancelHint() {
        return messages.text('export.cancel-hint', 'Exporting. Press Escape to cancel.');
      },
      get started() {
        return messages.text('export.started', 'The export has begun.');
      },
      get canceled() {
        return messages.text('export.canceled', 'The export was canceled.');
      },
      done: ({ name, warnings }) =>
        [messages.text('export.done', `${name} is ready.`, { name }), ...warnings].join(' '),
      failed: (error) => {
        const { message, remedy } = messages.ofError(error);
        return messages.text('export.failed', `The export failed: ${message} ${remedy}`, { message, remedy });
      },
    };
  },
});
