import { computed, isSignal, type Signal, signal } from '@angular/core';

/** A value, a signal of it, or a function that returns it, which is called again when a signal in it changes. */
export type ValueOrSignal<T> = T | Signal<T> | (() => T);

/**
 * Returns a signal of the value. A function may return a new object each time: the signal changes only when the object differs in its JSON.
 */
export function asSignal<T extends object | string | undefined>(source: ValueOrSignal<T>): Signal<T> {
  if (isSignal(source)) return source as Signal<T>;
  return typeof source === 'function'
    ? computed(source as () => T, { equal: isSameJson })
    : signal(source).asReadonly();
}

/** Compares JSON. */
function isSameJson(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
