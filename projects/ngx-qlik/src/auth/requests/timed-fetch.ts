import type { QlikConnection } from '../../connections/connection';
import { redactUrl } from '../../errors/redact';
import { QLIK_CALL_MEASURE, type QlikCallDetail } from './call-measure';

/**
 * Calls `fetch` and records it in the browser's performance timeline as {@link QLIK_CALL_MEASURE}, which developer tools show and an
 * application can observe. The entry is not kept.
 */
export async function timedFetch(
  connection: QlikConnection,
  address: string,
  init: RequestInit,
): Promise<Response> {
  const start = performance.now();
  let status = 0;
  try {
    const answer = await fetch(address, init);
    ({ status } = answer);
    return answer;
  } finally {
    const detail: QlikCallDetail = {
      connectionId: connection.id,
      method: init.method ?? 'GET',
      address: redactUrl(address),
      status,
    };
    performance.measure(QLIK_CALL_MEASURE, { start, end: performance.now(), detail });
    performance.clearMeasures(QLIK_CALL_MEASURE);
  }
}
