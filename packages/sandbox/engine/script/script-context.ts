import type { LoadStatement } from './load-statement.ts';
import type { ScriptState } from './script-state.ts';
import type { Statement } from './statements.ts';

/** Receives the progress of a script, and can cancel it. */
export interface ScriptListener {
  /** Called while a table is loading. */
  tableLoading(table: string, rows: number): void;
  /** Called when a table is loaded, and for a `TRACE` statement. */
  trace(message: string): void;
  /** Called before a statement and before the head of a block; the script waits for it. */
  statementStarting?(statement: Pick<Statement, 'text' | 'line'>): Promise<void>;
  readonly isCanceled: boolean;
}

/** What a statement runs in. */
export interface ScriptContext {
  readonly state: ScriptState;
  readonly listener: ScriptListener;
  /** Reports progress and yields to the event loop. @throws {ReloadCanceled} when the reload was canceled */
  reportProgress(table: string, rows: number): Promise<void>;
  /** Runs a `LOAD` with the loads before it that have no source. @throws {ScriptError} for an unknown file, table or field */
  load(statement: LoadStatement): Promise<void>;
}

/** Runs a parsed statement. @throws {ScriptError} or {ExpressionError} when it fails */
export type RunStatement = (context: ScriptContext) => void | Promise<void>;
