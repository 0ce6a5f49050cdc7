import { rejectAfter } from './time-limit';
import { QlikError } from './qlik-error';

const LOAD_MS = 60_000;
const CHECK_LIMIT_MS = 5_000;

/**
 * A part of this library that is loaded when it is first needed.
 *
 * A browser that follows the HTML standard of July 2026 asks the server again for a module that did not arrive; earlier ones remember the
 * failure until the page is reloaded. So the file of a failed part is requested separately: if the server has it, it is loaded once more; if
 * that fails too, only a reload helps.
 *
 * @param load a dynamic import
 * @throws {QlikError} `http-unreachable` when it does not arrive; with `isRetryable: false` when only a reload of the page helps
 * @see https://github.com/whatwg/html/pull/10327
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await loadOnce(load);
  } catch (cause) {
    if (cause instanceof QlikError) throw cause;
    if (!(await isServed(cause))) throw notLoaded(false, cause);
  }
  return loadOnce(load).catch((cause: unknown) => {
    throw cause instanceof QlikError ? cause : notLoaded(true, cause);
  });
}

async function loadOnce<T>(load: () => Promise<T>): Promise<T> {
  return rejectAfter(load(), LOAD_MS, () => notLoaded(false));
}

/** Whether there is an answer other than that of a busy server: a part that is gone since a new version was published needs a reload too. */
async function isServed(cause: unknown): Promise<boolean> {
  try {
    // Chromium and Firefox name the address. Where none is named the page itself is asked for.
    const address = /https?:[^\s)]+/.exec(String(cause))?.[0] ?? '';
    const { status, statusText } = await fetch(address, {
      cache: 'reload',
      signal: AbortSignal.timeout(CHECK_LIMIT_MS),
    });
    // Angular's development server (Vite) says so, with 504, of a file that it has made anew since the page was loaded.
    if (ngDevMode && statusText.startsWith('Outdated ')) return true;
    return status < 429;
  } catch {
    // No answer: the network error is reported.
    return false;
  }
}

function notLoaded(needsReload: boolean, cause?: unknown): QlikError {
  return new QlikError('http-unreachable', 'A part of this application could not be loaded.', {
    remedy: needsReload ? 'Reload the page.' : 'Check the network and try again.',
    isRetryable: !needsReload,
    variant: needsReload ? 'reload' : 'part',
    cause,
  });
}
