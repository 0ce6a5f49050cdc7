import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertValues, table, testScope, valuesPerGroup } from '../testing/test-scope.ts';

const DOCUMENT = '{"a":{"xyz":"XYZ"},"b":[123,"abc","ABC"],"c/d":{"~":true},"n":null}';

const scope = testScope([
  table('Data', {
    Id: [1, 2, 2, 3, 3, 3, 4, 4, 4, 4],
    Value: [
      123,
      '"json text"',
      'normal text',
      '[1,2,3]',
      '{"name":"abc"}',
      '[1,2,3]',
      1,
      '2 and text',
      '',
      null,
    ],
    Order: [1, 2, 1, 3, 2, 1, 1, 2, 3, 4],
    Name: ['x', 'x', 'y', 'x', 'y', 'z', 'x', 'y', 'z', 'w'],
  }),
]);

/** Values are those of the examples in Qlik's help, and of RFC 6901. */
describe('functions over JSON', () => {
  it('read a value by its path', () => {
    assertValues(scope, [
      [`JsonGet('${DOCUMENT}', '')`, DOCUMENT],
      [`JsonGet('${DOCUMENT}', '/a')`, '{"xyz":"XYZ"}'],
      [`JsonGet('${DOCUMENT}', '/a/xyz')`, 'XYZ'],
      [`JsonGet('${DOCUMENT}', '/b')`, '[123,"abc","ABC"]'],
      [`JsonGet('${DOCUMENT}', '/b/0')`, 123],
      [`JsonGet('${DOCUMENT}', '/b/2')`, 'ABC'],
      [`JsonGet('${DOCUMENT}', '/c~1d/~0')`, 'true'],
      [`JsonGet('${DOCUMENT}', '/n')`, null],
      [`JsonGet('${DOCUMENT}', '/b/3')`, null],
      [`JsonGet('${DOCUMENT}', 'a')`, null],
      [`JsonGet('{"a"}', '/a')`, null],
    ]);
  });

  it('change a value by its path', () => {
    assertValues(scope, [
      [`JsonSet('{}', '/a', '"b"')`, '{"a":"b"}'],
      [`JsonSet('[]', '/0', '"x"')`, '["x"]'],
      [`JsonSet('"abc"', '', '123')`, '123'],
      [`JsonSet('"abc"', '/x', '123')`, null],
      [`JsonSet('{"a":{"b":"c"}}', 'a/b', '"x"')`, null],
      [`JsonSet('{"a":{"b":"c"}}', '/a/b', '[1]')`, '{"a":{"b":[1]}}'],
      [`JsonSet('{"a":"b"}', '/a', 'abc')`, null],
      [`JsonSet('[1,2]', '/-', '3')`, '[1,2,3]'],
      [`JsonSet('[1,2]', '/9', '3')`, null],
      [
        `JsonSetEx('{"fax":123}', '/name', 'Jane Doe', '/phone', '123456', '/fax', Null())`,
        '{"name":"Jane Doe","phone":123456}',
      ],
      [`JsonSetEx('{"fax":123}', '/fax', '', '/phone', '1-800-MRX')`, '{"fax":"","phone":"1-800-MRX"}'],
    ]);
  });

  it('have no value for a path without a value', () => {
    assertValues(scope, [[`JsonSetEx('{"a":1}', '/a', 2, '/b')`, null]]);
  });

  it('tell JSON from other texts', () => {
    assertValues(scope, [
      [`IsJson('${DOCUMENT}')`, -1],
      [`IsJson('${DOCUMENT}', 'object')`, -1],
      [`IsJson('${DOCUMENT}', 'array')`, 0],
      [`IsJson('{a:1}')`, 0],
      [`IsJson('null', 'null')`, -1],
      [`IsJson('1.5', 'number')`, -1],
      [`IsJson(7, 'Number')`, -1],
      [`IsJson('"x"', 'string')`, -1],
      [`IsJson('true', 'Boolean')`, -1],
    ]);
  });

  it('aggregate to arrays and objects', () => {
    assert.deepEqual(valuesPerGroup(scope, ['Id'], 'JsonArray(Value)'), {
      1: '[123]',
      2: '["json text","normal text"]',
      3: '[[1,2,3],{"name":"abc"},[1,2,3]]',
      4: '[1,"2 and text",""]',
    });
    assert.deepEqual(
      valuesPerGroup(scope, ['Id'], 'JsonArray(distinct Value)')['3'],
      '[[1,2,3],{"name":"abc"}]',
    );
    assert.deepEqual(
      valuesPerGroup(scope, ['Id'], 'JsonArray(Value, Order)')['2'],
      '["normal text","json text"]',
    );
    assert.deepEqual(
      valuesPerGroup(scope, ['Id'], 'JsonArray(Value, -Order)')['2'],
      '["json text","normal text"]',
    );
    assert.deepEqual(
      valuesPerGroup(scope, ['Id'], 'JsonObject(Name, Value)')['4'],
      '{"x":1,"y":"2 and text","z":""}',
    );
  });
});
