import { unsupported } from './engine-faults';

type Listener = (...details: readonly unknown[]) => void;

/** Emits events, as objects of enigma do. */
export class Emitter {
  private readonly listeners = new Map<string, Set<Listener>>();

  on(event: string, listener: Listener): void {
    this.listeners.set(event, new Set([...(this.listeners.get(event) ?? []), listener]));
  }

  once(event: string, listener: Listener): void {
    const once: Listener = (...details) => {
      this.removeListener(event, once);
      listener(...details);
    };
    this.on(event, once);
  }

  removeListener(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }

  emit(event: string, ...details: readonly unknown[]): void {
    [...(this.listeners.get(event) ?? [])].forEach((listener) => listener(...details));
  }
}

/** Makes a call of the engine: records it, and lets it wait or fail. */
export type EngineCall = (name: string, work: () => unknown) => Promise<unknown>;

const EVENTS: readonly string[] = ['on', 'once', 'removeListener', 'emit'];

/** How names of the engine's methods begin. Test runners and Angular read other members of objects too. */
const METHOD =
  /^(abort|add|apply|back|begin|cancel|check|clear|clone|configure|continue|copy|create|destroy|do|drill|embed|end|evaluate|expand|export|find|forward|get|global|guess|lock|low|modify|move|multi|publish|range|redo|reduce|reload|remove|rename|replace|reset|restore|resume|save|search|select|send|set|suspend|toggle|trigger|un|upload|validate)[A-Z]/;

/** Turns methods into calls of the engine; calls of methods that the fake does not have are rejected with a remedy. */
export function asEngineHandle<T extends Emitter>(target: T, type: string, call: EngineCall): T {
  return new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof name !== 'string' || name in Object.prototype) return member;
      if (typeof member === 'function') {
        const method = member.bind(object) as (...parameters: readonly unknown[]) => unknown;
        if (EVENTS.includes(name)) return method;
        return (...parameters: readonly unknown[]) => call(name, () => method(...parameters));
      }
      if (member !== undefined || !METHOD.test(name)) return member;
      return () =>
        call(name, () => {
          throw unsupported(`has no ${type}.${name}()`, 'Set it on the object in this test.');
        });
    },
  });
}
