import type { DataConnection } from '../../apps/app-definition.ts';
import { FieldCatalogue } from '../expression/field-catalogue.ts';
import { DataModel } from '../model/data-model.ts';
import { toText } from '../protocol/json.ts';
import { createEntry } from './create-entry.ts';
import { isReservedVariable } from '../script/empty-script.ts';
import { tablesOf } from '../script/script-content.ts';
import { ReloadCancelled, ScriptError } from '../script/script-error.ts';
import { runScript } from '../script/script-runner.ts';
import type { ScriptState } from '../script/script-state.ts';
import { PROGRESS_CODES, type RequestProgress } from '../session/request-progress.ts';
import type { SessionDocument } from '../session/session-document.ts';

/** What a reload came to. */
export interface ReloadOutcome {
  readonly isSuccess: boolean;
  readonly loadedRows: number;
  /** What happened, line by line. */
  readonly log: string;
}

/** What a reload runs with. */
export interface ReloadContext {
  readonly progress: RequestProgress;
  readonly connections: readonly DataConnection[];
}

/**
 * Runs the script of an open app and puts its data in place of what was there. When the script fails, the data stays, and the progress of the
 * request says what was wrong.
 */
export async function reload(document: SessionDocument, context: ReloadContext): Promise<ReloadOutcome> {
  const { progress } = context;
  const log = new ReloadLog();
  progress.beginReload();
  try {
    // The data of an app of the catalogue is what its script stands for, as long as nobody changed it.
    if (document.isAsDelivered) {
      document.touchReloadTime(log.startedAt);
      return log.outcome(true, 0);
    }
    const state = await runScript(document.script, {
      connections: context.connections,
      variables: variablesOf(document),
      watcher: {
        loading: (table, rows) =>
          progress.show({ code: PROGRESS_CODES.linesFetched, parameters: [table, String(rows)] }),
        done: (message) => {
          log.add(message);
          progress.tell({ code: PROGRESS_CODES.text, parameters: [message] });
        },
        get isCancelled() {
          return progress.isReloadCancelled;
        },
      },
    });
    replaceData(document, state, log.startedAt);
    progress.tell({ code: PROGRESS_CODES.done, parameters: [] });
    return log.outcome(true, state.loadedRows);
  } catch (error) {
    const failure = failureOf(error);
    progress.fail(failure);
    log.add(`Error: ${failure.message}`);
    return log.outcome(false, 0);
  }
}

function failureOf(error: unknown): {
  readonly message: string;
  readonly statement: string;
  readonly line: number;
} {
  if (error instanceof ScriptError) return error;
  // A join that grows beyond all measure.
  const isExpected = error instanceof ReloadCancelled || error instanceof RangeError;
  if (isExpected) return { message: error.message, statement: '', line: 0 };
  throw error;
}

function variablesOf(document: SessionDocument): readonly (readonly [string, string])[] {
  return document
    .all('variable')
    .map(({ properties }) => [toText(properties['qName']), toText(properties['qDefinition'])] as const);
}

function replaceData(document: SessionDocument, state: ScriptState, now: string): void {
  const tables = tablesOf(state);
  document.replaceData(tables, new FieldCatalogue(DataModel.build(tables)), now);
  for (const [name, definition] of state.variables) setVariable(document, name, definition);
}

/** A variable that the script set is the app's own, and is seen by whoever lists variables. */
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

  outcome(isSuccess: boolean, loadedRows: number): ReloadOutcome {
    this.add(isSuccess ? 'Execution finished.' : 'Execution failed.');
    return { isSuccess, loadedRows, log: this.lines.join('\n') };
  }
}
