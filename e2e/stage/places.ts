import type { Stage } from './stage.ts';

/** The demo apps of the sandbox. */
export const APPS = {
  flights: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001',
  unknown: '00000000-0000-4000-8000-000000000000',
} as const;

/** Addresses inside the application. */
export const places = {
  spaces: ({ origin }: Stage): string => `${origin}/connections/sandbox-cloud/spaces`,
  space: ({ origin }: Stage, id: string): string => `${origin}/connections/sandbox-cloud/spaces/${id}`,
  app: ({ origin }: Stage, id: string, query = ''): string =>
    `${origin}/connections/sandbox-cloud/apps/${id}${query}`,
};
