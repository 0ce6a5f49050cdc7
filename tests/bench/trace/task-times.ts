/** An event of a trace as Chromium writes it. Times are in microseconds. */
export interface TraceEvent {
  readonly name: string;
  /** `X` for one that lasts. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** By the thread's own clock, which stands while others have the processor. */
  readonly tdur?: number;
  readonly args?: { readonly data?: Readonly<Record<string, unknown>> };
}

/** What a main thread does, in the order of a table. `other`: the browser's own work, and scripts that are compiled before they run. */
export const TASK_KINDS = ['scripts', 'style', 'layout', 'paint', 'garbage', 'other'] as const;
type TaskKind = (typeof TASK_KINDS)[number];

/** What a page's main thread did. */
export interface TaskTimes {
  /** Processor time in milliseconds. */
  readonly milliseconds: Readonly<Record<TaskKind, number>>;
  /** How often styles were found, and the page was laid out. */
  readonly counts: Readonly<Record<'style' | 'layout', number>>;
}

/** By the names of Chromium's events, those that its panel "Performance" shows. An event of another name is part of the one around it. */
const KINDS: Readonly<Record<string, TaskKind>> = {
  EvaluateScript: 'scripts',
  'v8.evaluateModule': 'scripts',
  'v8.callFunction': 'scripts',
  'v8.run': 'scripts',
  FunctionCall: 'scripts',
  RunMicrotasks: 'scripts',
  TimerFire: 'scripts',
  EventDispatch: 'scripts',
  FireAnimationFrame: 'scripts',
  FireIdleCallback: 'scripts',
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  PrePaint: 'paint',
  Paint: 'paint',
  Layerize: 'paint',
  Commit: 'paint',
  MinorGC: 'garbage',
  MajorGC: 'garbage',
};
const GARBAGE = /^(V8\.GC|BlinkGC)/;

/**
 * Divides the time of a page's main thread among the kinds of its tasks, each event without those inside it.
 * @param shownMs until when, in milliseconds from the start of the navigation
 * @throws {Error} when the trace has no navigation, or no processor times
 */
export function taskTimes(events: readonly TraceEvent[], shownMs: number): TaskTimes {
  const start = events.find(
    ({ name, args }) =>
      name === 'navigationStart' && String(args?.data?.['documentLoaderURL']).startsWith('http'),
  );
  if (!start) throw new Error('The trace has no navigation to a page.');
  const end = start.ts + shownMs * 1000;
  const lasting = events
    .filter(({ ph, pid, tid, ts }) => ph === 'X' && pid === start.pid && tid === start.tid && ts >= start.ts)
    .filter(({ ts }) => ts < end)
    .sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0));
  if (!lasting.some(({ tdur }) => tdur !== undefined)) throw new Error('The trace has no processor times.');

  const milliseconds = { scripts: 0, style: 0, layout: 0, paint: 0, garbage: 0, other: 0 };
  const counts = { style: 0, layout: 0 };
  const around: { readonly kind: TaskKind; readonly end: number }[] = [];
  for (const { name, ts, dur = 0, tdur = 0 } of lasting) {
    while ((around.at(-1)?.end ?? Infinity) <= ts) around.pop();
    const outer = around.at(-1)?.kind;
    const kind = KINDS[name] ?? (GARBAGE.test(name) ? 'garbage' : (outer ?? 'other'));
    milliseconds[kind] += tdur / 1000;
    if (outer) milliseconds[outer] -= tdur / 1000;
    if (name === 'UpdateLayoutTree') counts.style += 1;
    if (name === 'Layout') counts.layout += 1;
    around.push({ kind, end: ts + dur });
  }
  return { milliseconds, counts };
}
