/** The part of zone.js that is used here. */
interface Zone {
  readonly parent: Zone | null;
  getZoneWith(key: string): Zone | null;
  run<T>(work: () => T): T;
}

/** Runs work in the zone that {@link runOutsideAngular} was called from. */
export type RunInCallersZone = <T>(work: () => T) => T;

/**
 * Runs work outside the Angular zone, as `NgZone.runOutsideAngular` does, for code that has no injector: timers, sockets and listeners
 * that it starts keep no application unstable and cause no change detection. Without zone.js, and outside of the Angular zone already,
 * it only calls.
 *
 * Outside is the zone that the Angular zone was made in, so `fakeAsync` sees these timers too.
 *
 * @param work is given the way back, for callbacks that are the caller's
 * @see `NgZone.isInAngularZone`, which reads the same property
 */
export function runOutsideAngular<T>(work: (runInCallersZone: RunInCallersZone) => T): T {
  const zone = (globalThis as { readonly Zone?: { readonly current: Zone } }).Zone?.current;
  const outside = zone?.getZoneWith('isAngularZone')?.parent;
  return outside ? outside.run(() => work((back) => zone.run(back))) : work((back) => back());
}
