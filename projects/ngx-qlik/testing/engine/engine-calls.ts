import type { FakeDoc, FakeEngineField } from './fake-doc';
import type { FakeEngineObject } from './fake-object';

/** What a test can let fail or wait: `open` an app, `resume` its session, and the methods that the fake engine has. */
export type FakeEngineCall =
  | 'open'
  | 'resume'
  | 'addSessionAlternateState'
  | 'applyBookmark'
  | 'applyPatches'
  | 'back'
  | 'backCount'
  | 'checkExpression'
  | 'clear'
  | 'clearAll'
  | 'clearSelections'
  | 'clearSoftPatches'
  | 'createSessionObject'
  | 'destroySessionObject'
  | 'evaluateEx'
  | 'forward'
  | 'forwardCount'
  | 'getAppLayout'
  | 'getCardinal'
  | 'getEffectiveProperties'
  | 'getField'
  | 'getHyperCubeData'
  | 'getInfo'
  | 'getLayout'
  | 'getListObjectData'
  | 'getObject'
  | 'getProperties'
  | 'lock'
  | 'selectAll'
  | 'selectAlternative'
  | 'selectExcluded'
  | 'selectHyperCubeValues'
  | 'selectListObjectValues'
  | 'selectPossible'
  | 'selectValues'
  | 'setProperties'
  | 'unlock';

/** Names of a class's public methods. */
type MethodsOf<T> = { [K in keyof T]: T[K] extends (...parameters: never[]) => unknown ? K : never }[keyof T];
/** Not calls of the engine: events, and what the fakes tell each other. */
type Own = 'on' | 'once' | 'removeListener' | 'emit' | 'emitChanges';
type MethodOfFakes = Exclude<
  MethodsOf<FakeDoc> | MethodsOf<FakeEngineObject> | MethodsOf<FakeEngineField>,
  Own
>;

/** All calls; the compiler compares them with the methods of the fakes. */
const CALLS = {
  open: true,
  resume: true,
  addSessionAlternateState: true,
  applyBookmark: true,
  applyPatches: true,
  back: true,
  backCount: true,
  checkExpression: true,
  clear: true,
  clearAll: true,
  clearSelections: true,
  clearSoftPatches: true,
  createSessionObject: true,
  destroySessionObject: true,
  evaluateEx: true,
  forward: true,
  forwardCount: true,
  getAppLayout: true,
  getCardinal: true,
  getEffectiveProperties: true,
  getField: true,
  getHyperCubeData: true,
  getInfo: true,
  getLayout: true,
  getListObjectData: true,
  getObject: true,
  getProperties: true,
  lock: true,
  selectAll: true,
  selectAlternative: true,
  selectExcluded: true,
  selectHyperCubeValues: true,
  selectListObjectValues: true,
  selectPossible: true,
  selectValues: true,
  setProperties: true,
  unlock: true,
} satisfies Record<FakeEngineCall, true> & Record<MethodOfFakes | 'open' | 'resume', true>;

/** The names of all calls of the fake engine. */
export const ENGINE_CALLS: readonly FakeEngineCall[] = Object.keys(CALLS) as (keyof typeof CALLS)[];
