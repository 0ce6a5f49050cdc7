import type { DataConnection, LineageEntry, Table } from '../apps/app-definition.ts';
import { ExpressionError } from './expression/tokens.ts';
import { tablesOf } from './script/script-content.ts';
import { ScriptError } from './script/script-error.ts';
import { runScript } from './script/script-runner.ts';

/** What a load script makes. */
export interface LoadedData {
  readonly tables: readonly Table[];
  /** Where they came from. */
  readonly lineage: readonly LineageEntry[];
  /** The variables after the script, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** A load script failed. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
  constructor(
    message: string,
    /** The line where the statement begins, from 1; 0 when unknown. */
    readonly line: number,
    /** The statement after dollar expansion; empty when unknown. */
    readonly statement: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * Runs a load script outside of a session, for an app that comes with its script and not with its data.
 * @throws {LoadFailure} with the line that failed
 */
export async function loadData(
  script: string,
  options: {
    readonly connections: readonly DataConnection[];
    readonly variables: Iterable<readonly [string, string]>;
  },
): Promise<LoadedData> {
  try {
    const state = await runScript(script, {
      ...options,
      listener: { tableLoading: () => undefined, trace: () => undefined, isCanceled: false },
    });
    return { tables: tablesOf(state), lineage: state.lineage, variables: state.variables };
  } catch (error) {
    if (error instanceof ScriptError)
      throw new LoadFailure(error.message, error.line, error.statement, error);
    // A RangeError is a join that exceeds the row limit; an ExpressionError is of a derived field.
    if (error instanceof RangeError || error instanceof ExpressionError)
      throw new LoadFailure(error.message, 0, '', error);
    throw error;
  }
}
