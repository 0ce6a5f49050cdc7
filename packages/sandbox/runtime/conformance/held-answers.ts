import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';
import { isRecord } from '../../json/is-record.ts';

/** The calls of a page to the engine; the answers to some of them do not arrive before they may. */
export interface HeldAnswers {
  /** The methods called so far, in their order. */
  readonly calls: readonly string[];
  /** Resolves when the engine has answered the first call of a method that is held. */
  answered(method: string): Promise<void>;
  /** Lets that answer arrive. */
  pass(method: string): void;
}

/** Holds the engine's answers to the first call of each of some methods, in what the page opens from now on. */
export async function holdAnswers(page: Page, methods: readonly string[]): Promise<HeldAnswers> {
  const calls: string[] = [];
  const passes = new Map<string, () => void>();
  const answers = new EventEmitter();
  await page.routeWebSocket(/./, (socket) => {
    const engine = socket.connectToServer();
    const heldIds = new Map<unknown, string>();
    socket.onMessage((message) => {
      const { id, method } = parse(message);
      if (typeof method === 'string') {
        if (methods.includes(method) && !calls.includes(method)) heldIds.set(id, method);
        calls.push(method);
      }
      engine.send(message);
    });
    engine.onMessage((message) => {
      const method = heldIds.get(parse(message)['id']);
      if (method === undefined) {
        socket.send(message);
        return;
      }
      passes.set(method, () => socket.send(message));
      answers.emit(method);
    });
  });
  return {
    calls,
    async answered(method) {
      if (!passes.has(method)) await once(answers, method);
    },
    pass(method) {
      const pass = passes.get(method);
      if (!pass) throw new Error(`The engine has not answered ${method}.`);
      pass();
    },
  };
}

function parse(message: string | Buffer): Record<string, unknown> {
  const content: unknown = JSON.parse(String(message));
  if (!isRecord(content)) throw new TypeError('This message is no call and no answer.');
  return content;
}
