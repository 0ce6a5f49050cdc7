import type * as sources from './built-application.ts';

// Stands for `built-application.ts` in the published package, which has no application.

export const BUILT_APPLICATION: typeof sources.BUILT_APPLICATION = undefined;
