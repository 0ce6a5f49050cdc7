/**
 * The name of the entries (`PerformanceMeasure`) in the browser's performance timeline for each call of a sign-in to Qlik or to
 * the application's backend. Calls of the application itself go through HttpClient.
 *
 * @example
 * new PerformanceObserver((list) => list.getEntriesByName(QLIK_CALL_MEASURE).forEach(show)).observe({ type: 'measure' });
 */
export const QLIK_CALL_MEASURE = 'ngx-qlik:call';

/** The `detail` of such an entry. Nothing in it is a credential. */
export interface QlikCallDetail {
  readonly connectionId: string;
  readonly method: string;
  /** Without its query, which may have credentials. */
  readonly address: string;
  /** 0 without an answer. */
  readonly status: number;
}
