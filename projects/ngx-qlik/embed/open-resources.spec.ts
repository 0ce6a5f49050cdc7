/** Tracks the open resources of this page: timers, listeners, channels, locks and sockets. */
export class OpenResources {
  private readonly open = new Map<unknown, string>();
  private readonly undo: (() => void)[] = [];

  constructor() {
    this.watchTimers('setTimeout', 'clearTimeout', true);
    this.watchTimers('setInterval', 'clearInterval', false);
    this.watchListeners();
    this.watchClosable('BroadcastChannel');
    this.watchClosable('WebSocket');
    this.watchLocks();
  }

  /** Returns the open resources, each with its stack. */
  all(): readonly string[] {
    return [...this.open.values()];
  }

  stop(): void {
    this.undo.reverse().forEach((undo) => undo());
  }

  private addResource(key: unknown, what: string): void {
    const from = (new Error().stack ?? '').split('\n').slice(3, 8).join(' < ');
    this.open.set(key, `${what} ${from}`);
  }

  private replace<T extends object>(target: T, name: keyof T, value: unknown): void {
    const before = target[name];
    target[name] = value as T[keyof T];
    this.undo.push(() => (target[name] = before));
  }

  private watchTimers(
    set: 'setTimeout' | 'setInterval',
    clear: 'clearTimeout' | 'clearInterval',
    isOnce: boolean,
  ): void {
    const original = { set: window[set].bind(window), clear: window[clear].bind(window) };
    this.replace(
      window,
      set,
      (callback: (...rest: unknown[]) => void, delay?: number, ...rest: unknown[]) => {
        const timer: unknown = original.set(() => {
          if (isOnce) this.open.delete(timer);
          callback(...rest);
        }, delay);
        this.addResource(timer, `${set} ${delay ?? 0}`);
        return timer;
      },
    );
    this.replace(window, clear, (timer: never) => {
      this.open.delete(timer);
      original.clear(timer);
    });
  }

  /** Tracks listeners of window and document: those of an element end with the element. */
  private watchListeners(): void {
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    const keys = new Map<unknown, Map<string, object>>();
    const keyOf = (target: unknown, type: string, listener: unknown) => {
      const byTarget = keys.get(listener) ?? new Map<string, object>();
      keys.set(listener, byTarget);
      const name = `${target === window ? 'window' : 'document'} ${type}`;
      const key = byTarget.get(name) ?? {};
      byTarget.set(name, key);
      return { key, name };
    };
    const isPage = (target: unknown) => target === window || target === document || target === undefined;
    const { open } = this;
    const addResource = this.addResource.bind(this);
    this.replace(
      EventTarget.prototype,
      'addEventListener',
      function (this: EventTarget | undefined, ...[type, listener, options]: Parameters<typeof add>) {
        if (isPage(this) && listener) {
          const { key, name } = keyOf(this ?? window, type, listener);
          addResource(key, `listener of ${name}`);
          const signal = typeof options === 'object' ? options.signal : undefined;
          if (signal) add.call(signal, 'abort', () => open.delete(key));
        }
        add.call(this ?? window, type, listener, options);
      },
    );
    this.replace(
      EventTarget.prototype,
      'removeEventListener',
      function (this: EventTarget | undefined, ...[type, listener, options]: Parameters<typeof remove>) {
        if (isPage(this)) open.delete(keyOf(this ?? window, type, listener).key);
        remove.call(this ?? window, type, listener, options);
      },
    );
  }

  private watchClosable(name: 'BroadcastChannel' | 'WebSocket'): void {
    const { open } = this;
    const addResource = this.addResource.bind(this);
    const Original = window[name] as unknown as new (...details: unknown[]) => { close(): void };
    class Watched extends Original {
      constructor(...details: unknown[]) {
        super(...details);
        addResource(this, `${name} ${String(details[0])}`);
      }

      override close(): void {
        open.delete(this);
        super.close();
      }
    }
    this.replace(window, name, Watched);
  }

  private watchLocks(): void {
    const request = navigator.locks.request.bind(navigator.locks) as (
      ...details: unknown[]
    ) => Promise<unknown>;
    this.replace(navigator.locks, 'request', async (...details: unknown[]) => {
      const key = {};
      this.addResource(key, `lock ${String(details[0])}`);
      try {
        return await request(...details);
      } finally {
        this.open.delete(key);
      }
    });
  }
}
