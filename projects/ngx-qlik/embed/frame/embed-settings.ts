import { InjectionToken } from '@angular/core';

/** How long an embed may take from the first script to the first picture, in milliseconds. Default: 60 s. */
export const QLIK_EMBED_TIME_LIMIT = new InjectionToken<number>(ngDevMode ? 'QLIK_EMBED_TIME_LIMIT' : '', {
  providedIn: 'root',
  factory: () => 60_000,
});

/** The words of the templates that are used where none are given. */
export interface EmbedTexts {
  readonly loading: string;
  readonly retry: string;
}

/** Replace it for another language. */
export const QLIK_EMBED_TEXTS = new InjectionToken<EmbedTexts>(ngDevMode ? 'QLIK_EMBED_TEXTS' : '', {
  providedIn: 'root',
  factory: () => ({ loading: 'Loading …', retry: 'Try again' }),
});
