import type { FastifyInstance } from 'fastify';

/** Keeps answers to a path waiting, so that a spec decides what happens meanwhile. */
export interface ResponsePause {
  /** Resolves when the first answer is ready and waits. */
  readonly arrived: Promise<void>;
  /** What waits goes on waiting; answers from now on do not. */
  readonly stop: () => void;
  /** Lets it go, and all that come after it. */
  readonly release: () => void;
}

/**
 * Lets a fake server hold its answers.
 * @returns holds the answers to a path from now on
 */
export function addResponsePauses(app: FastifyInstance): (path: string, method?: string) => ResponsePause {
  const pauses = new Map<string, { readonly note: () => void; readonly gate: Promise<void> }>();
  app.addHook('onSend', async ({ method, url }) => {
    const path = url.split('?', 1)[0] ?? '';
    const pause = pauses.get(path) ?? pauses.get(`${method} ${path}`);
    pause?.note();
    await pause?.gate;
  });
  app.addHook('preClose', async () => pauses.clear());
  return (path, method) => {
    const key = method === undefined ? path : `${method} ${path}`;
    let note = (): void => undefined;
    let open = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (note = resolve));
    const gate = new Promise<void>((resolve) => (open = resolve));
    pauses.set(key, { note, gate });
    return {
      arrived,
      stop: () => void pauses.delete(key),
      release: () => {
        pauses.delete(key);
        open();
      },
    };
  };
}
