import type { CheckResult } from './report/report';
import { failedNonBlocking, warned, passed, skipped } from './check-results';

/** A reading of another clock. */
export interface ClockReading {
  /** The clock's name in the report: `the backend`, `the host`. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly remoteTime: number;
  /** This device's clock when the response arrived. */
  readonly localTime: number;
}

/** A `Date` header has a resolution of one second, and responses are delayed. */
const WARNING_MS = 60_000;
/** From here on tokens are rejected as not yet valid, or count as expired. */
const FAILURE_MS = 300_000;

/** Checks whether the clocks agree well enough for tokens that are valid for minutes. */
export function checkClocks(readings: readonly ClockReading[]): CheckResult {
  if (readings.length === 0) return skipped('No other clock can be seen from here.');
  const seen = readings.map(
    ({ source, remoteTime, localTime }) => `${source}: ${describeDifference(remoteTime - localTime)}`,
  );
  const worst = readings.reduce((left, right) => (differenceOf(right) > differenceOf(left) ? right : left));
  const difference = differenceOf(worst);
  if (difference <= WARNING_MS) return passed(...seen);
  const finding = {
    causeId: 'clock-skewed' as const,
    cause: `The clock of this device and that of ${worst.source} differ by ${Math.round(difference / 1000)} s: tokens count as expired or as not yet valid.`,
    remedy: `Synchronize both with a time server (NTP): the clock of this device, and that of ${worst.source}.`,
  };
  return difference > FAILURE_MS ? failedNonBlocking(finding, ...seen) : warned(finding, ...seen);
}

/** Parses a `Date` header (RFC 9110, section 6.6.1) to milliseconds since 1970. */
export function readDate(header: string | undefined): number | undefined {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function differenceOf({ remoteTime, localTime }: ClockReading): number {
  return Math.abs(remoteTime - localTime);
}

function describeDifference(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 2) return 'the same time';
  return `${seconds} s ${milliseconds > 0 ? 'ahead of' : 'behind'} this device`;
}
