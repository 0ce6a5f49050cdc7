import type { FastifyInstance } from 'fastify';

/** A pause of the responses to a path, so that a spec controls the order of events. */
export interface ResponsePause {
  /** Resolves when the first response is ready and waits. */
  readonly arrived: Promise<void>;
  /** Waiting responses go on waiting; later responses are not paused. */
  readonly stop: () => void;
  /** Sends the waiting responses, and ends the pause. */
  readonly release: () => void;
}

/**
 * Adds a function to a fake server that delays its responses.
 * @returns delays the responses to a path from now on
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
