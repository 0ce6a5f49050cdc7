import { inject, InjectionToken } from '@angular/core';
import { QLIK_MESSAGES } from 'ngx-qlik';

/** Token for the time limit of an embed, from loading the first script to the first render, in milliseconds. Default: 60 s. */
export const QLIK_EMBED_TIME_LIMIT = new InjectionToken<number>(ngDevMode ? 'QLIK_EMBED_TIME_LIMIT' : '', {
  providedIn: 'root',
  factory: () => 60_000,
});

/** The texts of the default templates. */
export interface EmbedTexts {
  readonly loading: string;
  readonly retry: string;
  /** Title of an iframe without a label. Default: `Qlik`. */
  readonly frame?: string;
}

/** Token for the texts of the default templates. Default: those of `QLIK_MESSAGES`, in English without `provideQlikMessages(…)`. */
export const QLIK_EMBED_TEXTS = new InjectionToken<EmbedTexts>(ngDevMode ? 'QLIK_EMBED_TEXTS' : '', {
  providedIn: 'root',
  factory: () => {
    const messages = inject(QLIK_MESSAGES);
    // Read anew at each change detection, so that they follow the language.
    return {
      get loading() {
        return messages.text('embed.loading', 'Loading …');
      },
      get retry() {
        return messages.text('embed.retry', 'Try again');
      },
    };
  },
});
