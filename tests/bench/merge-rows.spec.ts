import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeRows } from './merge-rows.ts';

describe('rows of a document', () => {
  const former = '\n| id | what |\n| --- | --- |\n| S5 | old five |\n| S9 | old nine |\n| S9 | with many |\n';

  it('take the place of those with the same id, in the order of ids, and leave the others', () => {
    assert.equal(
      mergeRows(former, '| id | what |\n| --- | --- |\n| S10 | ten |\n| S9 | nine |'),
      '| id | what |\n| --- | --- |\n| S5 | old five |\n| S9 | nine |\n| S10 | ten |',
    );
  });

  it('make a table where there was none', () => {
    assert.equal(mergeRows('', '| id |\n| --- |\n| S5 |'), '| id |\n| --- |\n| S5 |');
  });
});
