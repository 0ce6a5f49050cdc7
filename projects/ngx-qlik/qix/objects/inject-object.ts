import { computed, type Signal } from '@angular/core';
import type { Doc, GenericObject } from '@qlik/api/qix';
import type { QlikResource } from 'ngx-qlik';
import { type ObjectSource, type WatchOptions, watchEngineObject } from './engine-object';
import type { Json } from './layout';
import type { AppSessionSource } from './session-source';
import { asSignal, type ValueOrSignal } from './value-or-signal';

/** An object of the app by its id, or the properties of a session object, which is created for the reader and removed with it. */
export type ObjectDefinition =
  | string
  | { readonly objectId: string; readonly properties?: never }
  | {
      /** `GenericObjectProperties` of the QIX API: `qInfo` with a `qType`, and definitions such as `qHyperCubeDef`. */
      readonly properties: Readonly<Record<string, unknown>>;
      readonly objectId?: never;
    };

/** An object of the engine: its layout, and calls of it. */
export interface QlikObject<L = Json> extends QlikResource<L> {
  /** The engine's object; `undefined` until it is there. A new one after the engine has lost the session. */
  readonly object: Signal<GenericObject | undefined>;
  /**
   * Calls a method of the object, for example `call((object) => object.applyPatches(patches, true))`. Resolves when the value has what the
   * call changed. Waits for an object that is being created.
   * @throws {QlikError} without an object: the error of the sign-in, the app or the object, `session-suspended` while the app is not open,
   * `object-not-found` without a definition; `engine-error`
   */
  call<R>(work: (object: GenericObject, doc: Doc) => Promise<R>): Promise<R>;
}

/** Options of {@link injectLayout}. */
export interface LayoutOptions<L, T> extends WatchOptions {
  /** Extracts the value of each new layout. May throw a `QlikError`. Default: the layout. */
  readonly read?: (layout: L) => T;
}

/**
 * Returns an object of the app, or a session object of your own, with its layout, kept up to date.
 *
 * @param definition a value, a signal or a function; `undefined` reads nothing. Another one removes the session object of the former
 * @typeParam L the layout's type, for example `GenericObjectLayout` of `@qlik/api/qix`; it is not checked
 *
 * @example injectObject(this.appSession, { properties: { qInfo: { qType: 'count' }, n: { qValueExpression: '=Count(Id)' } } })
 */
export function injectObject<L = Json>(
  appSession: AppSessionSource,
  definition: ValueOrSignal<ObjectDefinition | undefined>,
  options: WatchOptions = {},
): QlikObject<L> {
  const wanted = asSignal(definition);
  const source = computed(() => toSource(wanted()));
  const watched = watchEngineObject(appSession, source, (layout) => layout as L, options);
  return Object.assign(watched.resource, {
    object: watched.object,
    call: <R>(work: (object: GenericObject, doc: Doc) => Promise<R>) => watched.command(work),
  });
}

/**
 * Returns the layout of an object of the app or of a session object, or what `read` makes of it, kept up to date.
 *
 * @param definition see {@link injectObject}
 *
 * @example injectLayout(this.appSession, 'abc', { read: (layout: GenericObjectLayout) => layout.qMeta?.title })
 */
export function injectLayout<L = Json, T = L>(
  appSession: AppSessionSource,
  definition: ValueOrSignal<ObjectDefinition | undefined>,
  options: LayoutOptions<L, T> = {},
): QlikResource<T> {
  const { read = (layout: L) => layout as unknown as T } = options;
  const wanted = asSignal(definition);
  const source = computed(() => toSource(wanted()));
  return watchEngineObject(appSession, source, (layout) => read(layout as L), options).resource;
}

function toSource(definition: ObjectDefinition | undefined): ObjectSource | undefined {
  if (definition === undefined) return undefined;
  if (typeof definition === 'string') return { objectId: definition };
  return definition.objectId === undefined
    ? { properties: definition.properties }
    : { objectId: definition.objectId };
}
