import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { straightPages } from '../cube/straight-table.ts';
import { tableAssociations, tableRows } from '../objects/data-model-view.ts';
import { toArray, toObject } from '../protocol/json.ts';
import { dimensionByText, rowTexts, testCube, testCubeContext } from '../testing/test-cube.ts';
import { table } from '../testing/test-scope.ts';

const SALES = table('Sales', { Year: [1, 1, 2], Shop: ['a', 'b', 'b'], Amount: [5, 6, 7] });
const PLANS = table('Plans', { Year: [1, 2], Shop: ['a', 'c'], Goal: [9, 8] });
const SHOPS = table('Shops', { Shop: ['a', 'b'], City: ['x', 'y'] });
const context = testCubeContext([SALES, SHOPS]);
const composite = testCubeContext([SALES, PLANS, SHOPS]);

function rows(
  dimensions: readonly string[],
  measures: readonly string[] = [],
  own = context,
): readonly string[] {
  const cube = testCube(
    {
      qDimensions: dimensions.map((name) => dimensionByText(name)),
      qMeasures: measures.map((qDef) => ({ qDef: { qDef } })),
    },
    own,
  );
  return rowTexts(straightPages(cube, [{ qWidth: 5, qHeight: 30 }])).map((row) => row.join(' '));
}

describe('system fields', () => {
  it('describe the tables and fields of the model', () => {
    assert.deepEqual(rows(['$Table', '$Rows', '$Fields']), ['Sales 3 3', 'Shops 2 2']);
    assert.deepEqual(rows(['$Field']), ['Amount', 'City', 'Shop', 'Year']);
    assert.deepEqual(rows(['=$Field'], ['Count($Table)']), ['Amount 1', 'City 1', 'Shop 2', 'Year 1']);
    assert.deepEqual(rows(['$Table'], ['Count([$Field])', 'Sum($Rows)']), ['Sales 3 3', 'Shops 2 2']);
    assert.deepEqual(rows(['$Table', '$FieldNo', '$Field']), [
      ...['Sales 1 Year', 'Sales 2 Shop', 'Sales 3 Amount', 'Shops 1 Shop', 'Shops 2 City'],
    ]);
    assert.deepEqual(rows(["=$Table & '.' & $Field"]).length, 5);
    assert.equal(context.scope.evaluate('Sum($Rows)'), 5);
    assert.equal(context.scope.evaluate('Count($Info)'), 0);
    assert.equal(context.scope.evaluate("Concat({<$Field={'City'}>} $Table, ',')"), 'Shops');
  });

  it('are associated with each other, and with no loaded field', () => {
    const selected = testCubeContext([SALES, SHOPS], { $Table: ['Shops'] });
    assert.equal(selected.scope.evaluate("Concat($Field, ',')"), 'City,Shop');
    assert.equal(selected.scope.evaluate('Sum(Amount)'), 18);
    assert.equal(selected.scope.evaluate('Sum($Fields)'), 2);
  });

  it('are in no list of loaded fields and tables', () => {
    const { model } = context.scope.fields;
    assert.deepEqual(
      model.fields.map(({ name }) => name),
      ['Year', 'Shop', 'Amount', 'City'],
    );
    assert.deepEqual(
      model.tables.map(({ name }) => name),
      ['Sales', 'Shops'],
    );
    assert.deepEqual(model.systemFields.map(({ name }) => name).sort(), [
      ...['$Field', '$FieldNo', '$Fields', '$Info', '$Rows', '$Table'],
    ]);
    assert.deepEqual(model.field('$Field')?.tags, ['$ascii', '$text', '$key', '$hidden', '$system']);
    assert.equal(testCubeContext([]).scope.fields.model.field('$Field'), undefined);
  });
});

describe('a synthetic key', () => {
  const { model } = composite.scope.fields;
  const record = (name: string) =>
    toObject(toArray(tableAssociations(model, true)['qtr']).find((each) => toObject(each)['qName'] === name));
  const fields = (name: string) => toArray(record(name)['qFields']).map((each) => toObject(each)['qName']);

  it('is a table of the combinations of fields that tables have in common', () => {
    assert.deepEqual(fields('Sales'), ['$Syn 1', 'Amount']);
    assert.deepEqual(fields('Plans'), ['$Syn 1', 'Goal']);
    assert.deepEqual(fields('Shops'), ['Shop', 'City']);
    assert.deepEqual(fields('$Syn 1 Table'), ['$Syn 1', 'Year', 'Shop']);
    const { qIsSynthetic, qNoOfRows, qFields } = record('$Syn 1 Table');
    assert.deepEqual([qIsSynthetic, qNoOfRows], [true, 4]);
    const { qOriginalFields, qKeyType, qIsSynthetic: isKey, qTags } = toObject(toArray(qFields)[0]);
    assert.deepEqual([qOriginalFields, qKeyType, isKey], [['Year', 'Shop'], 'PERFECT_KEY', true]);
    assert.deepEqual(qTags, ['$key', '$numeric', '$integer', '$syn', '$hidden', '$system']);
  });

  it('has rows, and connects the tables', () => {
    const options = { offset: 0, count: 9, isSynthetic: true };
    const texts = tableRows(model, '$Syn 1 Table', options).map(({ qValue }) =>
      toArray(qValue)
        .map((value) => toObject(value)['qText'])
        .join(' '),
    );
    assert.deepEqual(texts, ['0 1 a', '1 1 b', '2 2 b', '3 2 c']);
    assert.deepEqual(tableAssociations(model, true)['qk'], [
      { qKeyFields: ['$Syn 1'], qTables: ['Sales', 'Plans', '$Syn 1 Table'] },
      { qKeyFields: ['Shop'], qTables: ['Shops', '$Syn 1 Table'] },
    ]);
  });

  it('is not in the tables as they were loaded', () => {
    const names = (of: unknown) => toArray(of).map((each) => toObject(each)['qName']);
    const { qtr, qk } = tableAssociations(model, false);
    assert.deepEqual(names(qtr), ['Sales', 'Plans', 'Shops']);
    assert.deepEqual(names(toObject(toArray(qtr)[0])['qFields']), ['Year', 'Shop', 'Amount']);
    assert.deepEqual(qk, [
      { qKeyFields: ['Year'], qTables: ['Sales', 'Plans'] },
      { qKeyFields: ['Shop'], qTables: ['Sales', 'Plans', 'Shops'] },
    ]);
    assert.ok(model.field('Year')?.tags.includes('$keypart'));
    assert.ok(!model.field('Amount')?.tags.includes('$keypart'));
  });

  it('is in the system fields, and is a field', () => {
    assert.deepEqual(rows(['$Table', '$Rows', '$Fields'], [], composite), [
      ...['$Syn 1 Table 4 3', 'Plans 2 2', 'Sales 3 2', 'Shops 2 2'],
    ]);
    assert.deepEqual(rows(['[$Syn 1]'], ['Sum(Amount)', 'Sum(Goal)'], composite), [
      ...['0 5 9', '1 6 0', '2 7 0', '3 0 8'],
    ]);
  });

  it('is one per set of fields, and none for one common field', () => {
    const names = (...tables: Parameters<typeof testCubeContext>[0]) =>
      testCubeContext(tables).scope.fields.model.syntheticKeys.map(({ name, tables: own }) => [name, ...own]);
    const of = (name: string, given: string) =>
      table(name, Object.fromEntries([...given].map((field) => [field, [1]])));
    assert.deepEqual(names(of('A', 'xyp'), of('B', 'xyq'), of('C', 'xyr')), [['$Syn 1', 0, 1, 2]]);
    assert.deepEqual(names(of('A', 'xp'), of('B', 'xq')), []);
    assert.deepEqual(names(of('A', 'wxp'), of('B', 'wxyz'), of('C', 'yzr')), [
      ['$Syn 1', 0, 1],
      ['$Syn 2', 1, 2],
    ]);
  });
});
