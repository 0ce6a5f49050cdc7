import type { Doc, Global } from '@qlik/api/qix';
import { QlikError } from 'ngx-qlik';
import { ɵquoteText as quoteText } from 'ngx-qlik/quoting';
import { toEngineError } from '../objects/engine-errors';
import { listAt, numberAt, recordAt, recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';
import { ProgressLimit } from '../session/progress-limit';

/** An error in a load script. */
export interface ScriptError {
  /** The engine's message, if there is one: on one line, without credentials, of at most 500 characters. */
  readonly message: string;
  /** Line number from 1, counted over all sections of the script; absent when unknown. */
  readonly line?: number;
  /** The statement that failed, in the same way: its line breaks are spaces. */
  readonly statement?: string;
}

/** The result of a reload. After a failure the app keeps its previous data. */
export type ScriptReload =
  | { readonly isSuccess: true }
  | { readonly isSuccess: false; readonly errors: readonly ScriptError[] };

/** Options of a reload. */
export interface ReloadOptions {
  /** Called with the engine's progress messages. */
  readonly onProgress?: (text: string) => void;
  /** Cancels the reload. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds without progress after which the reload is canceled; at most 60 times as long in total. Default: ten minutes.
   */
  readonly timeLimit?: number;
}

const TEN_MINUTES = 600_000;
const POLL_INTERVAL_MS = 250;
const NOT_STARTED: ScriptReload = {
  isSuccess: false,
  errors: [{ message: 'The reload was canceled before it started.' }],
};

/**
 * Sets the load script of the session's app and runs it. Meant for session apps: in a stored app it changes the script.
 *
 * @throws {QlikError} for a failed call to the engine; never for an error in the script
 */
export async function reloadScript(
  appSession: AppSession,
  script: string,
  { onProgress = () => undefined, signal, timeLimit = TEN_MINUTES }: ReloadOptions = {},
): Promise<ScriptReload> {
  const doc = appSession.doc() ?? (await appSession.ready);
  if (signal?.aborted) return NOT_STARTED;
  const global = globalOf(doc);
  const cancel = () => void global?.cancelReload().catch(() => undefined);
  signal?.addEventListener('abort', cancel);
  let isOver = false;
  try {
    const limit = new ProgressLimit(timeLimit);
    let lastText = '';
    const running = run(doc, global, script, {
      isCanceled: () => isOver || signal?.aborted === true,
      onText: (text) => {
        // An unchanged message is no progress.
        if (text !== lastText) limit.reportProgress();
        lastText = text;
        if (!isOver && text) onProgress(text);
        return !isOver;
      },
    });
    return await limit.race(running, () => {
      cancel();
      return reloadTimeout(timeLimit);
    });
  } catch (thrown) {
    throw toEngineError(thrown, appSession.connectionId);
  } finally {
    isOver = true;
    signal?.removeEventListener('abort', cancel);
  }
}

interface RunOptions {
  /** Whether the reload must not begin any more. */
  readonly isCanceled: () => boolean;
  /** Called with progress messages; returns false to stop polling. */
  readonly onText: (text: string) => boolean;
}

async function run(
  doc: Doc,
  global: Global | undefined,
  script: string,
  { isCanceled, onText }: RunOptions,
): Promise<ScriptReload> {
  await doc.setScript(script);
  const syntaxErrors = readSyntaxErrors(script, await doc.checkScriptSyntax());
  if (syntaxErrors.length > 0) return { isSuccess: false, errors: syntaxErrors };
  // The engine cancels only what runs.
  if (isCanceled()) return NOT_STARTED;
  let isRunning = true as boolean;
  const reloading = doc.doReloadEx({ qMode: 0 }).finally(() => (isRunning = false));
  // Prevents an unhandled rejection; awaited below.
  reloading.catch(() => undefined);
  const errors: ScriptError[] = [];
  let text = '';
  const follow = async () => {
    const progress: unknown = await global?.getProgress(0);
    errors.splice(0, errors.length, ...readErrors(progress));
    text = readProgress(progress) || text;
  };
  while (isRunning && onText(text)) {
    await Promise.race([reloading, new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS))]);
    await follow();
  }
  onText(text);
  const result: unknown = await reloading;
  // Qlik's client unwraps `qResult`, other clients do not.
  const { qSuccess, qScriptLogFile } = { ...recordAt(result), ...recordAt(result, 'qResult') };
  if (qSuccess === true) return { isSuccess: true };
  return { isSuccess: false, errors: errors.length > 0 ? errors : [readLog(qScriptLogFile)] };
}

/** Returns the engine's global object, which Qlik's types do not have for every way of opening an app. */
function globalOf(doc: Doc): Global | undefined {
  const { global, session: enigmaSession } = doc as unknown as {
    readonly global?: Global;
    readonly session?: { readonly global?: Global };
  };
  return global ?? enigmaSession?.global;
}

/** Reads the syntax errors. The engine counts lines from the start of each section (`///$tab`), so the line comes from `qTextPos`. */
export function readSyntaxErrors(script: string, answer: unknown): readonly ScriptError[] {
  const found = Array.isArray(answer) ? recordsAt({ answer }, 'answer') : recordsAt(answer, 'qErrors');
  return found
    .filter((error) => error['qSecondaryFailure'] !== true)
    .map((error) => {
      const position = numberAt(error, 'qTextPos') ?? 0;
      const text = script.slice(position, position + (numberAt(error, 'qErrLen') ?? 0));
      const statement = quoteText(text);
      const from = position + text.length - text.trimStart().length;
      return {
        message: 'This statement has a syntax error.',
        line: script.slice(0, from).split('\n').length,
        ...(statement && { statement }),
      };
    });
}

/** Reads the errors of `ProgressData`. */
export function readErrors(progress: unknown): readonly ScriptError[] {
  return recordsAt(progress, 'qErrorData').map((error) => {
    const line = /\d+/.exec(textAt(error, 'qLineEnd'))?.[0];
    const statement = quoteText(textAt(error, 'qLine'));
    return {
      message: quoteText(textAt(error, 'qErrorString')) || 'The script failed.',
      ...(line !== undefined && { line: Number(line) }),
      ...(statement && { statement }),
    };
  });
}

/** Reads the latest message of `ProgressData`. */
export function readProgress(progress: unknown): string {
  const transient = recordAt(progress, 'qTransientProgressMessage');
  const persistent = recordsAt(progress, 'qPersistentProgressMessages').at(-1) ?? {};
  return [transient, persistent].map(textOf).find((text) => text !== '') ?? '';
}

function textOf(message: unknown): string {
  const parts = listAt(message, 'qMessageParameters').filter((part) => typeof part === 'string');
  return parts
    .filter((part) => !/^DoReload/.test(part))
    .join(': ')
    .trim();
}

/** Reads the error at the end of the script log. */
function readLog(log: unknown): ScriptError {
  const lines = typeof log === 'string' ? log.split('\n') : [];
  const errorLine = lines.reverse().find((line) => /error/i.test(line));
  const message = quoteText(errorLine?.replace(/^.*?error:/i, '') ?? '');
  return { message: message || 'The script failed without a message of the engine.' };
}

function reloadTimeout(milliseconds: number): QlikError {
  return new QlikError('engine-error', `The reload made no progress for ${milliseconds / 1000} s.`, {
    remedy: 'Load less data, or allow it more time.',
    variant: 'stalled',
    params: { limit: milliseconds / 1000 },
    isRetryable: true,
  });
}
