import type { DataConnection } from '../../apps/app-definition.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { DataModel } from '../model/data-model.ts';
import { toText } from '../protocol/json.ts';
import { createEntry } from './create-entry.ts';
import { ScriptPauses } from '../script/breakpoints.ts';
import { isReservedVariable } from '../script/empty-script.ts';
import { keptTablesOf, tablesOf } from '../script/script-content.ts';
import { ReloadCanceled, ScriptError } from '../script/script-error.ts';
import { runScript } from '../script/script-runner.ts';
import type { ScriptState } from '../script/script-state.ts';
import { PROGRESS_CODES, type RequestProgress } from '../session/request-progress.ts';
import type { SessionDocument } from '../session/session-document.ts';

/** The result of a reload. */
export interface ReloadResult {
  readonly isSuccess: boolean;
  readonly loadedRows: number;
  /** The script log. */
  readonly log: string;
}

/** What a reload needs from the session. */
export interface ReloadContext {
  readonly progress: RequestProgress;
  readonly connections: readonly DataConnection[];
  /** True for a partial reload, which keeps the data and runs loads with `Add` or `Replace`. */
  readonly isPartial?: boolean;
  /** True in debug mode: the fetch limit is heeded, and the script pauses at breakpoints. */
  readonly isDebug?: boolean;
}

/**
 * Runs the script of an open app and replaces the app's data. When the script fails, the data is kept and the progress of the request
 * contains the error.
 */
export async function reload(document: SessionDocument, context: ReloadContext): Promise<ReloadResult> {
  const { progress, isDebug = false } = context;
  const fetchLimit = isDebug ? document.fetchLimit : 0;
  const pauses = new ScriptPauses(isDebug ? document.breakpoints : [], (def) => progress.pause(def));
  const log = new ReloadLog();
  progress.beginReload();
  try {
    // The catalog already has the data of an unchanged script.
    if (document.data.isOriginal) {
      document.data.restoreModel();
      if (fetchLimit > 0) limitRecords(document, fetchLimit);
      document.data.touchReloadTime(log.startedAt);
      return log.result(true, 0);
    }
    const state = await runScript(document.data.script, {
      connections: context.connections,
      variables: variablesOf(document),
      app: document.scopes.facts,
      keptTables: context.isPartial === true ? keptTablesOf(document.app.content.tables) : undefined,
      fetchLimit,
      listener: {
        statementStarting: (statement) => pauses.before(statement),
        tableLoading: (table, rows) =>
          progress.setTransient({ code: PROGRESS_CODES.linesFetched, parameters: [table, String(rows)] }),
        trace: (message) => {
          log.add(message);
          progress.addPersistent({ code: PROGRESS_CODES.text, parameters: [message] });
        },
        get isCanceled() {
          return progress.isReloadCanceled;
        },
      },
    });
    const model = replaceData(document, state, log.startedAt);
    for (const note of modelNotes(model)) {
      log.add(note);
      progress.addPersistent({ code: PROGRESS_CODES.text, parameters: [note] });
    }
    if (model.circularTables.length > 0) progress.warn(circularWarning(model), 'EDC_CIRCULAR_REFERENCE');
    progress.addPersistent({ code: PROGRESS_CODES.done, parameters: [] });
    return log.result(true, state.loadedRows);
  } catch (error) {
    const failure = failureOf(error);
    progress.fail(failure);
    log.add(`Error: ${failure.message}`);
    return log.result(false, 0);
  }
}

function failureOf(error: unknown): {
  readonly message: string;
  readonly statement: string;
  readonly line: number;
} {
  if (error instanceof ScriptError) return error;
  // The expression of a derived field, which is computed after the script.
  if (error instanceof ExpressionError) return { message: error.message, statement: '', line: 0 };
  // A RangeError is a join that exceeds the row limit.
  const isExpected = error instanceof ReloadCanceled || error instanceof RangeError;
  if (isExpected) return { message: error.message, statement: '', line: 0 };
  throw error;
}

/** Keeps the first records of the catalog's tables, which no script loads. */
function limitRecords(document: SessionDocument, limit: number): void {
  const { content, fields } = document.app;
  const tables = content.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, values: column.values.slice(0, limit) })),
  }));
  const model = DataModel.build(tables, fields.settings.marks.decimal);
  document.data.changeModel(tables, new FieldCatalog(model, fields.settings));
}

function variablesOf(document: SessionDocument): readonly (readonly [string, string])[] {
  return document
    .all('variable')
    .map(({ properties }) => [toText(properties['qName']), toText(properties['qDefinition'])] as const);
}

function replaceData(document: SessionDocument, state: ScriptState, now: string): DataModel {
  const tables = tablesOf(state);
  const { settings } = state;
  const model = DataModel.build(tables, settings.marks.decimal);
  document.data.replace({ tables, lineage: state.lineage }, new FieldCatalog(model, settings), now);
  for (const [name, definition] of state.variables) setVariable(document, name, definition);
  return model;
}

/** Returns the synthetic keys and the circular references of a loaded model, as lines of the script log. */
function modelNotes(model: DataModel): readonly string[] {
  const keys = model.syntheticKeys.map(({ name, fields }) => {
    const names = fields.map((field) => model.fields[field]?.name ?? '');
    return `${name} = ${names.join('+')}`;
  });
  return model.circularTables.length > 0 ? [...keys, circularWarning(model)] : keys;
}

function circularWarning({ circularTables }: DataModel): string {
  const names = circularTables.map(({ name }) => `'${name}'`).join(', ');
  return `Warning: circular reference. Loosely coupled because of it: ${names}`;
}

/** Sets a variable of the script in the app, where `GetVariables` lists it. */
function setVariable(document: SessionDocument, name: string, qDefinition: string): void {
  const known = document.all('variable').find(({ properties }) => properties['qName'] === name);
  if (known) {
    if (known.properties['qDefinition'] !== qDefinition)
      document.storeOf(known).update(known, { ...known.properties, qDefinition });
    return;
  }
  createEntry(document, {
    kind: 'variable',
    isSession: false,
    properties: {
      qInfo: { qId: '', qType: 'variable' },
      qName: name,
      qDefinition,
      qComment: '',
      qIsScriptCreated: true,
      ...(isReservedVariable(name) ? { qIsReserved: true } : {}),
    },
  });
}

class ReloadLog {
  readonly startedAt = new Date().toISOString();
  private readonly lines = [`${this.startedAt} Execution started.`];

  add(message: string): void {
    this.lines.push(`${new Date().toISOString()} ${message}`);
  }

  result(isSuccess: boolean, loadedRows: number): ReloadResult {
    this.add(isSuccess ? 'Execution finished.' : 'Execution failed.');
    return { isSuccess, loadedRows, log: this.lines.join('\n') };
  }
}
