import { QlikError } from 'ngx-qlik';

/**
 * What a promise is rejected with.
 * @throws when it is resolved, or rejected with anything but a {@link QlikError}
 */
export async function qlikErrorOf(promise: Promise<unknown>): Promise<QlikError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof QlikError) return thrown;
    throw thrown;
  }
  throw new Error('It was expected to fail, and did not.');
}
