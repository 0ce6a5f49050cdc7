import { fileURLToPath } from 'node:url';

/** The folder of the built application that is served where `STATIC_ROOT` names no other; in the published package there is none. */
export const BUILT_APPLICATION: string | undefined = fileURLToPath(
  new URL('../../dist/app/browser', import.meta.url),
);
