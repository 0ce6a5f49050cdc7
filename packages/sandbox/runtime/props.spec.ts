import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chartFields } from './browser/embed/props.ts';
import { isRecord } from '../json/is-record.ts';

/** How Nebula tells a measure from a dimension (`fieldType` in its source). */
function isMeasure(field: unknown): boolean {
  if (typeof field === 'string') return field.startsWith('=');
  if (!isRecord(field)) return false;
  const { qDef, qLibraryId, type } = field;
  return (isRecord(qDef) && Boolean(qDef['qDef'])) || (Boolean(qLibraryId) && type === 'measure');
}

describe('the fields of a chart made by an embed', () => {
  it('are measures for Nebula where they come from measures', () => {
    for (const measure of [
      'Sum(Delay)',
      '=Sum(Delay)',
      ' Sum(Delay)',
      { qDef: { qDef: 'Sum(Delay)' } },
      { qDef: { qDef: 'Sum(Delay)', qLabel: 'Delay' }, qSortBy: { qSortByNumeric: -1 } },
      { qLibraryId: 'mea' },
      { qLibraryId: 'mea', type: 'measure' },
      { qLibraryId: 'mea', qDef: {} },
      { qLibraryId: 'mea', qDef: { qDef: '' } },
      { qLibraryId: 'mea', qDef: { cId: 'x', qNumFormat: { qType: 'U' } }, qSortBy: {} },
      { qLibraryId: 'mea', qDef: undefined },
    ]) {
      const [field] = chartFields([], [measure]);
      assert.ok(isMeasure(field), JSON.stringify(measure));
      if (isRecord(measure))
        assert.deepEqual(
          { ...measure, type: 'measure' },
          { ...(isRecord(field) ? field : {}), type: 'measure' },
        );
    }
  });

  it('stay dimensions where they come from dimensions', () => {
    for (const dimension of [
      'Origin State',
      '[Origin State]',
      { qLibraryId: 'dim' },
      { qLibraryId: 'dim', qDef: {} },
      { qDef: { qFieldDefs: ['Origin State'] } },
    ])
      assert.deepEqual(chartFields([dimension], ['Sum(Delay)']), [dimension, '=Sum(Delay)']);
  });
});
