import type { FakeEngineBookmark } from './fake-bookmark';
import type { FakeDoc, FakeEngineField } from './fake-doc';
import type { FakeEngineObject } from './fake-object';
import type { FakeEngineVariable } from './fake-variable';

/** What a test can let fail or wait: `open` an app, `resume` its session, and the methods that the fake engine has. */
export type FakeEngineCall =
  | 'open'
  | 'resume'
  | 'abortListObjectSearch'
  | 'acceptListObjectSearch'
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
  | 'createBookmark'
  | 'createSessionObject'
  | 'destroyBookmark'
  | 'destroySessionObject'
  | 'evaluateEx'
  | 'forward'
  | 'forwardCount'
  | 'getAppLayout'
  | 'getBookmark'
  | 'getCardinal'
  | 'getEffectiveProperties'
  | 'getField'
  | 'getHyperCubeData'
  | 'getInfo'
  | 'getLayout'
  | 'getListObjectData'
  | 'getObject'
  | 'getProperties'
  | 'getRawContent'
  | 'getTablesAndKeys'
  | 'getVariableByName'
  | 'lock'
  | 'lockAll'
  | 'publish'
  | 'replaceBookmark'
  | 'searchListObjectFor'
  | 'select'
  | 'selectAll'
  | 'selectAlternative'
  | 'selectExcluded'
  | 'selectHyperCubeValues'
  | 'selectListObjectAll'
  | 'selectListObjectAlternative'
  | 'selectListObjectExcluded'
  | 'selectListObjectPossible'
  | 'selectListObjectValues'
  | 'selectPossible'
  | 'selectValues'
  | 'setNumValue'
  | 'setProperties'
  | 'setStringValue'
  | 'toggleSelect'
  | 'unlock'
  | 'unlockAll'
  | 'unPublish';

/** Names of a class's public methods. */
type MethodsOf<T> = { [K in keyof T]: T[K] extends (...parameters: never[]) => unknown ? K : never }[keyof T];
/** Not calls of the engine: events, and what the fakes tell each other. */
type Own = 'on' | 'once' | 'removeListener' | 'emit' | 'emitChanges';
type MethodOfFakes = Exclude<
  | MethodsOf<FakeDoc>
  | MethodsOf<FakeEngineObject>
  | MethodsOf<FakeEngineField>
  | MethodsOf<FakeEngineBookmark>
  | MethodsOf<FakeEngineVariable>,
  Own
>;

/** All calls; the compiler compares them with the methods of the fakes. */
const CALLS = {
  open: true,
  resume: true,
  abortListObjectSearch: true,
  acceptListObjectSearch: true,
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
  createBookmark: true,
  createSessionObject: true,
  destroyBookmark: true,
  destroySessionObject: true,
  evaluateEx: true,
  forward: true,
  forwardCount: true,
  getAppLayout: true,
  getBookmark: true,
  getCardinal: true,
  getEffectiveProperties: true,
  getField: true,
  getHyperCubeData: true,
  getInfo: true,
  getLayout: true,
  getListObjectData: true,
  getObject: true,
  getProperties: true,
  getRawContent: true,
  getTablesAndKeys: true,
  getVariableByName: true,
  lock: true,
  lockAll: true,
  publish: true,
  replaceBookmark: true,
  searchListObjectFor: true,
  select: true,
  selectAll: true,
  selectAlternative: true,
  selectExcluded: true,
  selectHyperCubeValues: true,
  selectListObjectAll: true,
  selectListObjectAlternative: true,
  selectListObjectExcluded: true,
  selectListObjectPossible: true,
  selectListObjectValues: true,
  selectPossible: true,
  selectValues: true,
  setNumValue: true,
  setProperties: true,
  setStringValue: true,
  toggleSelect: true,
  unlock: true,
  unlockAll: true,
  unPublish: true,
} satisfies Record<FakeEngineCall, true> & Record<MethodOfFakes | 'open' | 'resume', true>;

/** The names of all calls of the fake engine. */
export const ENGINE_CALLS: readonly FakeEngineCall[] = Object.keys(CALLS) as (keyof typeof CALLS)[];
