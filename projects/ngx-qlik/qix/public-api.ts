export type {
  AppSession,
  AppSessionState,
  SessionClosed,
  SessionFailed,
  SessionOpen,
  SessionOpening,
  SessionRecovery,
  SessionResuming,
  SessionSuspended,
} from './session/app-session';
export type { InitialAppState, InitialSelection } from './session/initial-app-state';
export { type OpenAppOptions, QixSessions } from './session/qix-sessions';
export { provideAppSessions } from './session/provide-app-sessions';
export { type AppSessionRequest, injectAppSession } from './session/inject-app-session';
export { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS, type SessionLimits } from './session/session-limits';
export { Latest as ɵLatest } from './session/latest';

export { injectSessionApp, type SessionAppRequest } from './session-app/inject-session-app';
export {
  type ReloadOptions,
  reloadScript,
  type ScriptError,
  type ScriptReload,
} from './session-app/reload-script';

export {
  type AppItem as ɵAppItem,
  toCallError as ɵtoCallError,
  toEngineTimeout as ɵtoEngineTimeout,
} from './objects/engine-errors';
export type { WatchOptions } from './objects/engine-object';
export type { EngineValueState, QlikResource, QlikResourceSnapshot, QlikResourceStatus } from 'ngx-qlik';
export type { AppSessionSource } from './objects/session-source';
export type { ValueOrSignal } from './objects/value-or-signal';
export {
  injectLayout,
  injectObject,
  type LayoutOptions,
  type ObjectDefinition,
  type QlikObject,
} from './objects/inject-object';
export { type AppField, type AppFields, injectFields } from './app-contents/fields';
export {
  injectMasterItems,
  type MasterItem,
  type MasterItems,
  type MasterItemsByKind,
} from './app-contents/master-items';
export {
  type Bookmark,
  type BookmarkTexts,
  type Bookmarks,
  injectBookmarks,
  type NewBookmark,
} from './app-contents/bookmarks';
export { injectSheets, type Sheet, type SheetCell, type Sheets } from './app-contents/sheets';
export {
  type CurrentSelections,
  type FieldSelection,
  injectSelections,
  type InState,
  type SelectInFieldOptions,
  type Selections,
  type SelectionsOptions,
} from './selections/inject-selections';
export type { FieldSelectionRequest } from './selections/select-in-field';
export { type FieldList, injectList, type ListGroup, type ListSelectOptions } from './lists/inject-list';
export type { ListContents, ListDefinition, ListSort, ListValue } from './lists/list-object';
export {
  type AppVariable,
  type AppVariables,
  type AppVariableValue,
  injectVariable,
  injectVariables,
  type VariableValue,
} from './variables/inject-variables';
export { injectModel } from './model/inject-model';
export type { DataModel, KeyType, ModelAssociation, ModelField, ModelTable } from './model/data-model';
export {
  type DimensionDefinition,
  type HypercubeDefinition,
  type HypercubeFields,
  type HypercubeOfObject,
  type MeasureDefinition,
  MAX_CELLS_PER_PAGE,
  type SortOrder,
} from './hypercube/hypercube-definition';
export type { SortDirection } from './hypercube/column-sorting';
export type { HypercubeColumn, HypercubeTable } from './hypercube/hypercube-table';
export type { HypercubeCell, HypercubeRow, SelectionState } from './hypercube/table-cells';
export { type Hypercube, injectHypercube, type SelectOptions } from './hypercube/inject-hypercube';
export { readObjectColumns } from './hypercube/object-columns';
export { checkExpression, type ExpressionCheck } from './expressions/check-expression';
