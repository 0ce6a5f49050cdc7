import { inject, InjectionToken } from '@angular/core';
import { QLIK_MESSAGES } from 'ngx-qlik';
import type { AssistantAppearance } from '../assistant-base';

/** What embeds use whose own inputs do not say it. */
export interface EmbedDefaults {
  /** Name of a theme of Qlik or of the tenant, for embeds of apps and snapshots. */
  readonly theme?: string | undefined;
  /** For example `en-US`. */
  readonly language?: string | undefined;
  /** Color scheme of assistants. */
  readonly appearance?: AssistantAppearance | undefined;
}

/**
 * Token for the defaults of embeds: for all, or by a provider of a component for those inside it. The function may read signals: embeds that
 * are shown follow them, for example the application's light and dark.
 *
 * @example
 * {
 *   provide: QLIK_EMBED_DEFAULTS,
 *   useFactory: () => {
 *     const scheme = inject(ColorScheme);
 *     return () => ({ theme: scheme.isDark() ? 'dark' : 'light' });
 *   },
 * }
 */
export const QLIK_EMBED_DEFAULTS = new InjectionToken<() => EmbedDefaults>(
  ngDevMode ? 'QLIK_EMBED_DEFAULTS' : '',
  { providedIn: 'root', factory: () => () => ({}) },
);

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
