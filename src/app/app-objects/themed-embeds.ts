import { inject, type Provider } from '@angular/core';
import { QLIK_EMBED_DEFAULTS } from 'ngx-qlik/embed';
import { ColorScheme } from '../color-scheme/color-scheme';

/** Provider for routes with embeds: they follow the application's light and dark. */
export const THEMED_EMBEDS: Provider = {
  provide: QLIK_EMBED_DEFAULTS,
  useFactory: () => {
    const scheme = inject(ColorScheme);
    return () =>
      // In the light the theme of the app counts, and Qlik's default.
      scheme.current() === 'dark' ? { theme: 'dark', appearance: 'qlik-dark' } : {};
  },
};
