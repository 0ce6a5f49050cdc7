import { isRecord } from '../json/is-record.ts';

/** Longer responses are not read; those that name a handle are short. */
const MAX_READ_LENGTH = 262_144;
const MAX_OBJECTS = 50_000;

/**
 * The handles of one socket that are generic objects, as reported by the engine. A message names a handle but not its type,
 * and `ApplyPatches` has soft patches on generic objects only: on a variable it changes the app.
 */
export class EngineObjects {
  readonly #handles = new Set<number>();

  has(handle: number): boolean {
    return this.#handles.has(handle);
  }

  /** Reads from a message of the engine which handle it issues in `qReturn`, and which it closes. */
  observe(text: string): void {
    const isReturn = text.includes('"qReturn"');
    if (!isReturn && !text.includes('"close"')) return;
    // An unread message may assign a known handle to another object.
    if (text.length > MAX_READ_LENGTH) return isReturn ? this.#handles.clear() : undefined;
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      // Passed on unchanged; the client reports what is wrong with it.
      return;
    }
    const closed = fieldOf(message, 'close');
    if (Array.isArray(closed)) for (const handle of closed) this.#handles.delete(handle as number);
    const returned = wholeValue(fieldOf(fieldOf(message, 'result'), 'qReturn'));
    const [type, handle] = [fieldOf(returned, 'qType'), fieldOf(returned, 'qHandle')];
    if (typeof handle !== 'number') return;
    if (type === 'GenericObject' && this.#handles.size < MAX_OBJECTS) this.#handles.add(handle);
    else this.#handles.delete(handle);
  }
}

/** Returns the value, or the patch of a delta response that sets the whole value. */
function wholeValue(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const whole: unknown = value.find((patch) => ['', '/'].includes(String(fieldOf(patch, 'path'))));
  return fieldOf(whole, 'value');
}

function fieldOf(candidate: unknown, name: string): unknown {
  return isRecord(candidate) && Object.hasOwn(candidate, name) ? candidate[name] : undefined;
}
