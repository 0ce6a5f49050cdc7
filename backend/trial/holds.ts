import type { FastifyInstance } from 'fastify';

/** Keeps answers to a path waiting, so that a spec decides what happens meanwhile. */
export interface Hold {
  /** Resolves when the first answer is ready and waits. */
  readonly arrived: Promise<void>;
  /** What waits goes on waiting; answers from now on do not. */
  readonly letOthersPass: () => void;
  /** Lets it go, and all that come after it. */
  readonly release: () => void;
}

/**
 * Lets a fake server hold its answers.
 * @returns holds the answers to a path from now on
 */
export function addHolds(app: FastifyInstance): (path: string, method?: string) => Hold {
  const held = new Map<string, { readonly note: () => void; readonly gate: Promise<void> }>();
  app.addHook('onSend', async ({ method, url }) => {
    const path = url.split('?', 1)[0] ?? '';
    const hold = held.get(path) ?? held.get(`${method} ${path}`);
    hold?.note();
    await hold?.gate;
  });
  app.addHook('preClose', async () => held.clear());
  return (path, method) => {
    const key = method === undefined ? path : `${method} ${path}`;
    let note = (): void => undefined;
    let open = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (note = resolve));
    const gate = new Promise<void>((resolve) => (open = resolve));
    held.set(key, { note, gate });
    return {
      arrived,
      letOthersPass: () => void held.delete(key),
      release: () => {
        held.delete(key);
        open();
      },
    };
  };
}
