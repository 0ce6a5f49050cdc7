import type { stardust } from '@nebula.js/stardust';
import { isRecord } from '../../../json/is-record.ts';

/** Returns the fields of a new chart in Nebula's form: dimensions, then measures. */
export function chartFields(
  dimensions: readonly unknown[],
  measures: readonly unknown[],
): readonly stardust.Field[] {
  return [...dimensions, ...measures.map(asMeasure)] as stardust.Field[];
}

/**
 * Nebula takes a field for a measure by a leading `=`, by `qDef.qDef`, or by `type` where it is of the library. A measure of the library
 * with an empty or partial `qDef`, as in `NxMeasure`, needs `type` as well.
 */
function asMeasure(measure: unknown): unknown {
  if (typeof measure === 'string') return measure.startsWith('=') ? measure : `=${measure}`;
  if (isRecord(measure) && Boolean(measure['qLibraryId'])) return { ...measure, type: 'measure' };
  return measure;
}
