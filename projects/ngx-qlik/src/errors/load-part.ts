import { QlikError } from './qlik-error';

/**
 * A part of this library that is loaded when it is first needed.
 * @param load a dynamic import
 * @throws {QlikError} `http-unreachable` when it does not arrive; calling again tries again
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (cause instanceof QlikError) throw cause;
    throw new QlikError('http-unreachable', 'A part of this application could not be loaded.', {
      remedy: 'Check the network and try again; reload the page if a new version was published.',
      isRetryable: true,
      cause,
    });
  }
}
