import type { Doc, Global } from '@qlik/api/qix';
import { QlikError } from 'ngx-qlik';
import { toEngineError } from '../objects/engine-errors';
import { listAt, numberAt, recordAt, recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';
import { ProgressLimit } from '../session/progress-limit';

/** Something that is wrong in a load script. */
export interface ScriptError {
  /** In the engine's own words, where it has some. */
  readonly message: string;
  /** From 1, over all sections of the script; absent where the engine does not say. */
  readonly line?: number;
  /** The statement that failed. */
  readonly statement?: string;
}

/** What a reload came to. After a failure the app has the data that it had before. */
export type ScriptReload =
  { readonly isSuccess: true } | { readonly isSuccess: false; readonly errors: readonly ScriptError[] };

/** How to reload. */
export interface ReloadOptions {
  /** Told what the engine is doing meanwhile, in its own words. */
  readonly onProgress?: (text: string) => void;
  /** Calls the reload off. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds without anything new from the engine until it is given up and called off; at most 60 times this long in all. Default: ten
   * minutes.
   */
  readonly timeLimit?: number;
}

const TEN_MINUTES = 600_000;
const POLL_INTERVAL_MS = 250;

/**
 * Puts a load script into the app of a session and runs it. For session apps: in an app of the catalogue it changes the script.
 *
 * @throws {QlikError} as all calls to the engine do; never for what is wrong in the script
 */
export async function reloadScript(
  session: AppSession,
  script: string,
  { onProgress = () => undefined, signal, timeLimit = TEN_MINUTES }: ReloadOptions = {},
): Promise<ScriptReload> {
  const doc = session.doc() ?? (await session.ready);
  if (signal?.aborted)
    return { isSuccess: false, errors: [{ message: 'The reload was called off before it began.' }] };
  const global = globalOf(doc);
  const cancel = () => void global?.cancelReload().catch(() => undefined);
  signal?.addEventListener('abort', cancel);
  let isOver = false;
  try {
    const limit = new ProgressLimit(timeLimit);
    let lastText = '';
    const running = run(doc, global, script, (text) => {
      // What has not changed since it was asked for last is no progress.
      if (text !== lastText) limit.reportProgress();
      lastText = text;
      if (!isOver && text) onProgress(text);
      return !isOver;
    });
    return await limit.race(running, () => {
      cancel();
      return reloadTimeout(timeLimit);
    });
  } catch (thrown) {
    throw toEngineError(thrown, session.connectionId);
  } finally {
    isOver = true;
    signal?.removeEventListener('abort', cancel);
  }
}

/** @param onText whether anybody still wants to know */
async function run(
  doc: Doc,
  global: Global | undefined,
  script: string,
  onText: (text: string) => boolean,
): Promise<ScriptReload> {
  await doc.setScript(script);
  const syntaxErrors = readSyntaxErrors(script, await doc.checkScriptSyntax());
  if (syntaxErrors.length > 0) return { isSuccess: false, errors: syntaxErrors };
  let isRunning = true as boolean;
  const reloading = doc.doReloadEx({ qMode: 0 }).finally(() => (isRunning = false));
  // It may fail while something else is waited for; it is told below.
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
  // `qResult` is unwrapped by Qlik's client, and is not by others.
  const { qSuccess, qScriptLogFile } = { ...recordAt(result), ...recordAt(result, 'qResult') };
  if (qSuccess === true) return { isSuccess: true };
  return { isSuccess: false, errors: errors.length > 0 ? errors : [readLog(qScriptLogFile)] };
}

/** Qlik's client keeps the engine's own object beside the app; not in its types for every way of opening one. */
function globalOf(doc: Doc): Global | undefined {
  const { global, session } = doc as unknown as {
    readonly global?: Global;
    readonly session?: { readonly global?: Global };
  };
  return global ?? session?.global;
}

/** Sections of a script begin with `///$tab`; the engine counts from the beginning of each. */
export function readSyntaxErrors(script: string, answer: unknown): readonly ScriptError[] {
  const found = Array.isArray(answer) ? recordsAt({ answer }, 'answer') : recordsAt(answer, 'qErrors');
  return found
    .filter((error) => error['qSecondaryFailure'] !== true)
    .map((error) => {
      const position = numberAt(error, 'qTextPos') ?? 0;
      const text = script.slice(position, position + (numberAt(error, 'qErrLen') ?? 0));
      const statement = text.trim();
      const from = position + text.length - text.trimStart().length;
      return {
        message: 'This statement cannot be read.',
        line: script.slice(0, from).split('\n').length,
        ...(statement && { statement }),
      };
    });
}

/** From `ProgressData`. */
export function readErrors(progress: unknown): readonly ScriptError[] {
  return recordsAt(progress, 'qErrorData').map((error) => {
    const line = /\d+/.exec(textAt(error, 'qLineEnd'))?.[0];
    const statement = textAt(error, 'qLine').trim();
    return {
      message: textAt(error, 'qErrorString') || 'The script failed.',
      ...(line !== undefined && { line: Number(line) }),
      ...(statement && { statement }),
    };
  });
}

/** From `ProgressData`: the newest of what it says. */
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

/** The log ends in what went wrong. */
function readLog(log: unknown): ScriptError {
  const lines = typeof log === 'string' ? log.split('\n') : [];
  const errorLine = lines.reverse().find((line) => /error/i.test(line));
  return {
    message: errorLine?.replace(/^.*?error:\s*/i, '') ?? 'The script failed; the engine does not say why.',
  };
}

function reloadTimeout(milliseconds: number): QlikError {
  return new QlikError('engine-error', `The reload reported nothing new for ${milliseconds / 1000} s.`, {
    remedy: 'Load less data, or allow it more time.',
    isRetryable: true,
  });
}
