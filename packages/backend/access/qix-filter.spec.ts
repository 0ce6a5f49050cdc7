import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createQixFilter, needsQixFilter, type QixFilter, type QixFilterResult } from './qix-filter.ts';
import { CONDITIONAL_QIX_METHODS, READING_QIX_METHODS, REFUSED_QIX_METHODS } from './qix-methods.ts';
import { anyText } from '../testing/any-text.ts';

const request = (method: string, params: unknown = [], more: object = {}): string =>
  JSON.stringify({ delta: true, handle: 1, method, params, id: 7, jsonrpc: '2.0', ...more });
const returned = (type: string, handle: number): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 3,
    result: { qReturn: { qType: type, qHandle: handle, qGenericId: 'x' } },
  });
const decision = (text: string | Uint8Array, filter: QixFilter = createQixFilter()): QixFilterResult =>
  filter.fromClient(text);
interface QixRefusal {
  readonly id: unknown;
  readonly error: { readonly code: number; readonly parameter: string };
}
const errorOf = (result: QixFilterResult): QixRefusal | undefined =>
  result.forward || result.response === undefined ? undefined : (JSON.parse(result.response) as QixRefusal);
const isDenied = (text: string, filter?: QixFilter): boolean => {
  const result = decision(text, filter);
  if (result.forward) return false;
  assert.equal(errorOf(result)?.error.code, 5);
  assert.equal(errorOf(result)?.id, 7);
  return true;
};
/** What no response can be given to, so that the socket has to be closed. */
const isUnreadable = (text: string | Uint8Array): boolean => {
  const result = decision(text);
  return !result.forward && result.response === undefined;
};

describe('the filter of a connection that only reads', () => {
  it('is for connections that only read', () => {
    for (const type of ['m2m', 'apikey', 'pfx'] as const) {
      assert.equal(needsQixFilter({ type, access: 'read' }), true);
      assert.equal(needsQixFilter({ type, access: 'full' }), false);
    }
    for (const type of ['oauth2-web', 'header'] as const) assert.equal(needsQixFilter({ type }), false);
  });

  it('passes each reading method, with parameters in either form', () => {
    for (const method of READING_QIX_METHODS) {
      assert.deepEqual(decision(request(method)), { forward: true }, method);
      assert.deepEqual(decision(request(method, { qPath: '/qHyperCubeDef' })), { forward: true }, method);
      assert.deepEqual(decision(Buffer.from(request(method, ['ä€😀']))), { forward: true }, method);
    }
  });

  it('answers each other method in the place of the engine', () => {
    for (const method of REFUSED_QIX_METHODS) {
      const result = decision(request(method));
      assert.ok(!result.forward);
      assert.equal(result.reason, method);
      assert.deepEqual(errorOf(result), {
        jsonrpc: '2.0',
        id: 7,
        error: { code: 5, parameter: method, message: 'Access denied: this connection only reads.' },
      });
    }
  });

  it('passes no name that is not on the list exactly', () => {
    const reading = [...READING_QIX_METHODS];
    for (const method of reading) {
      for (const other of [
        method.toLowerCase(),
        ` ${method}`,
        `${method} `,
        `${method}\u0000`,
        `qlik.${method}`,
      ]) {
        assert.ok(isDenied(request(other)), JSON.stringify(other));
      }
    }
    for (const name of ['', '__proto__', 'constructor', 'toString', 'rpc.discover'])
      assert.ok(isDenied(request(name)), name);
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), (method) => {
        fc.pre(!READING_QIX_METHODS.has(method) && !CONDITIONAL_QIX_METHODS.has(method));
        assert.ok(isDenied(request(method)));
      }),
    );
  });

  it('keeps the id as it is written', () => {
    for (const id of ['0', '1', '9007199254740993', '18446744073709551615', '"a-b"', '"ä"']) {
      const result = decision(`{"id": ${id} ,"method":"DoSave","handle":1,"params":[]}`);
      assert.ok(!result.forward && result.response?.startsWith(`{"jsonrpc":"2.0","id":${id},"error":`), id);
    }
    for (const id of [
      '-1',
      '1.5',
      '1e3',
      '01',
      'null',
      'true',
      '[1]',
      '{}',
      '""',
      '"\\u0061"',
      `"${'x'.repeat(101)}"`,
      '1'.repeat(21),
    ]) {
      assert.ok(isUnreadable(`{"id":${id},"method":"GetLayout","handle":1,"params":[]}`), id);
    }
  });

  describe('of ApplyPatches', () => {
    const PATCHES = [{ qOp: 'replace', qPath: '/x', qValue: '1' }];
    const SOFT = [
      [PATCHES, true],
      { qPatches: PATCHES, qSoftPatch: true },
      { qSoftPatch: true, qPatches: [] },
    ];
    const withObject = (handle = 1): QixFilter => {
      const filter = createQixFilter();
      filter.fromEngine(returned('GenericObject', handle));
      return filter;
    };

    it('passes soft patches of objects', () => {
      for (const params of SOFT)
        assert.deepEqual(decision(request('ApplyPatches', params), withObject()), { forward: true });
    });

    it('passes no other patches', () => {
      for (const params of [
        ...[
          [],
          {},
          [PATCHES],
          [PATCHES, false],
          [PATCHES, 1],
          [PATCHES, 'true'],
          [PATCHES, null],
          [PATCHES, [true]],
        ],
        ...[
          [true, PATCHES],
          [PATCHES, true, false],
          [PATCHES, false, true],
          [null, true],
        ],
        ...[
          { qPatches: PATCHES },
          { qPatches: PATCHES, qSoftPatch: 1 },
          { qPatches: PATCHES, qSoftPatch: 'true' },
        ],
        ...[
          { qPatches: PATCHES, qsoftpatch: true },
          { qPatches: PATCHES, qSoftPatch: true, QSoftPatch: false },
        ],
        ...[
          { qPatches: PATCHES, qSoftPatch: true, other: 1 },
          { 0: PATCHES, 1: true },
        ],
      ]) {
        assert.ok(isDenied(request('ApplyPatches', params), withObject()), JSON.stringify(params));
      }
      const twice = `{"id":7,"handle":1,"method":"ApplyPatches","params":{"qPatches":[],"qSoftPatch":false,"qSoftPatch":true}}`;
      assert.equal(errorOf(decision(twice, withObject()))?.error.code, -32600);
      const escaped = twice.replace('"qSoftPatch":false', '"\\u0071SoftPatch":false');
      assert.equal(errorOf(decision(escaped, withObject()))?.error.code, -32600);
    });

    it('passes none on what the engine did not call an object: elsewhere all patches are for good', () => {
      for (const params of SOFT) {
        assert.ok(isDenied(request('ApplyPatches', params)));
        assert.ok(isDenied(request('ApplyPatches', params), withObject(2)));
        for (const type of [
          'GenericVariable',
          'GenericBookmark',
          'GenericMeasure',
          'GenericDimension',
          'Doc',
          '',
        ]) {
          const filter = withObject();
          filter.fromEngine(returned(type, 1));
          assert.ok(isDenied(request('ApplyPatches', params), filter), type);
        }
      }
    });

    it('follows the engine: delta responses, closed handles, answers that are too long to read', () => {
      const params = SOFT[0];
      const filter = createQixFilter();
      const whole = [{ op: 'add', path: '/', value: { qType: 'GenericObject', qHandle: 1 } }];
      filter.fromEngine(JSON.stringify({ id: 1, delta: true, result: { qReturn: whole } }));
      assert.ok(decision(request('ApplyPatches', params), filter).forward);
      filter.fromEngine('{"jsonrpc":"2.0","change":[1],"close":[1]}');
      assert.ok(isDenied(request('ApplyPatches', params), filter));
      filter.fromEngine(returned('GenericObject', 1));
      filter.fromEngine(`${returned('GenericVariable', 1)}${' '.repeat(300_000)}`);
      assert.ok(isDenied(request('ApplyPatches', params), filter));
    });

    it('learns nothing from values of the user’s own in answers', () => {
      const value = { qType: 'GenericObject', qHandle: 1 };
      for (const result of [
        { qLayout: { qReturn: value } },
        { qProp: { result: { qReturn: value } } },
        { qReturn: JSON.stringify(value) },
        { qReturn: [value] },
        { qReturn: [{ op: 'add', path: '/qProp', value }] },
      ]) {
        const filter = createQixFilter();
        filter.fromEngine(JSON.stringify({ id: 1, result }));
        assert.ok(isDenied(request('ApplyPatches', SOFT[0]), filter), JSON.stringify(result));
      }
      const filter = createQixFilter();
      for (const text of [
        '',
        '"qReturn"',
        '{"close"',
        '{"close":5}',
        '{"qReturn"',
        'null "close"',
        '[{"qReturn":1}]',
      ])
        filter.fromEngine(text);
    });
  });

  it('opens apps as the identity of the connection only', () => {
    for (const params of [
      ['x'],
      ['x', '', '', '', false],
      ['x', '', '', '', true],
      { qDocName: 'x' },
      { qDocName: 'x', qUserName: '' },
    ]) {
      assert.deepEqual(decision(request('OpenDoc', params)), { forward: true });
    }
    for (const params of [
      ...[
        [],
        {},
        [5],
        ['x', 'ada'],
        ['x', '', 'secret'],
        ['x', '', '', 'serial'],
        ['x', null],
        ['x', '', '', '', '', ''],
      ],
      ...[
        { qDocName: 'x', qUserName: 'ada' },
        { qDocName: 'x', qPassword: 'y' },
        { qDocName: 'x', qSerial: 'y' },
      ],
      ...[
        { qDocName: 'x', QUserName: 'ada' },
        { qDocName: 'x', other: 1 },
        { qUserName: '' },
        ['x', '', '', '', 1],
      ],
    ]) {
      assert.ok(isDenied(request('OpenDoc', params)), JSON.stringify(params));
    }
  });

  it('passes nothing that another reader may read otherwise', () => {
    const good = '"jsonrpc":"2.0","id":7,"method":"GetLayout","handle":1,"params":[]';
    assert.ok(decision(`{${good}}`).forward);
    assert.ok(decision(` {\n${good} } `).forward);
    for (const text of [
      ...[
        `{${good},"method":"DoSave"}`,
        `{"method":"DoSave",${good}}`,
        `{${good},"handle":2}`,
        `{${good},"params":{}}`,
      ],
      ...[`{${good},"Method":"DoSave"}`, `{${good},"METHOD":"DoSave"}`, `{${good},"m\\u0065thod":"DoSave"}`],
      ...[
        `{${good},"\\u006dethod":"DoSave"}`,
        `{${good},"__proto__":{"method":"DoSave"}}`,
        `{${good},"extra":1}`,
        `{${good},"":1}`,
      ],
      ...['1.0', '1e0', '"1"', 'null', '[1]', '1.5', '-2', '01e', '99999999999'].map((handle) =>
        handle === '01e'
          ? `{${good},"cont":"x"}`
          : `{"id":7,"method":"GetLayout","handle":${handle},"params":[]}`,
      ),
      '{"id":7,"method":"GetLayout","params":[]}',
      '{"id":7,"handle":1,"params":[]}',
      ...['5', 'null', '["GetLayout"]', '{"x":"GetLayout"}'].map(
        (method) => `{"id":7,"handle":1,"method":${method}}`,
      ),
      ...['5', '"x"', 'null', 'true'].map(
        (params) => `{"id":7,"handle":1,"method":"GetLayout","params":${params}}`,
      ),
      '{"id":7,"handle":1,"method":"GetLayout","params":{"qPath":1,"qPath":2}}',
      '{"id":7,"handle":1,"method":"GetLayout","jsonrpc":"1.0"}',
      '{"id":7,"handle":1,"method":"GetLayout","delta":1}',
    ]) {
      const result = decision(text);
      assert.equal(result.forward, false, text);
      assert.equal(errorOf(result)?.error.code, -32600, text);
      assert.equal(errorOf(result)?.id, 7, text);
    }
  });

  it('answers nothing to what it cannot read: the socket is to be closed', () => {
    const good = request('GetLayout');
    for (const text of [
      ...[
        '',
        ' ',
        'null',
        '5',
        '"x"',
        '[]',
        `[${good}]`,
        `[${good},${request('DoSave')}]`,
        `${good}${good}`,
        `${good}\n${request('DoSave')}`,
      ],
      ...[
        `\uFEFF${good}`,
        `${good}\u0000`,
        good.slice(0, -1),
        good.replace('"id":7', '"id":7,"id":8'),
        good.replace('"id":7,', ''),
      ],
      ...[
        `//x\n${good}`,
        good.replaceAll('"', "'"),
        good.replace('[]', '[NaN]'),
        good.replace('[]', '[1,]'),
        good.replace('[]', '["\t"]'),
      ],
      request('GetLayout', ['x'.repeat(1_100_000)]),
      request('GetLayout', JSON.parse('['.repeat(101) + ']'.repeat(101))),
      '['.repeat(500_000),
      '{"a":'.repeat(200_000),
    ]) {
      assert.ok(isUnreadable(text), text.slice(0, 80));
    }
    const bytes = Buffer.from(good);
    for (const broken of [
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
      Buffer.from(good, 'utf16le'),
      Buffer.concat([bytes, Buffer.from([0xff])]),
    ]) {
      assert.ok(isUnreadable(broken));
    }
    for (const piece of [[0xc0, 0xae], [0xed, 0xa0, 0x80], [0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const [start = '', end = ''] = request('GetLayout', ['|']).split('|');
      assert.ok(
        isUnreadable(Buffer.concat([Buffer.from(start), Buffer.from(piece), Buffer.from(end)])),
        String(piece),
      );
    }
  });

  it('takes what charts send: deep properties and long lists of values', () => {
    const deep = JSON.parse(`${'{"a":['.repeat(40)}1${']}'.repeat(40)}`) as unknown;
    assert.ok(decision(request('CreateSessionObject', [{ qInfo: { qType: 'x' }, deep }])).forward);
    assert.ok(
      decision(
        request('SelectListObjectValues', ['/q', Array.from({ length: 100_000 }, (_, value) => value)]),
      ).forward,
    );
    assert.ok(decision(request('CheckExpression', ['"}],{"method":"DoSave", \\ [{'])).forward);
    const braces = '{"}":"{\\"method\\":\\"DoSave\\""}';
    assert.ok(decision(`{"id":7,"handle":1,"method":"CreateSessionObject","params":[${braces}]}`).forward);
  });

  it('forwards only requests for a listed method, for any input', () => {
    const part = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        ' ',
        '\n',
        '"',
        '\\',
        '\\"',
        '"id"',
        '7',
        '"method"',
        '"params"',
        '"handle"',
        '1',
        '-1',
      ],
      ...[
        '"GetLayout"',
        '"DoSave"',
        '"SetScript"',
        '"ApplyPatches"',
        '"\\u006dethod"',
        '"METHOD"',
        'true',
        'null',
        '\u0000',
        '\ufeff',
      ],
      ...[
        '"id":7,',
        '"handle":1,',
        '"params":[],',
        '"method":"GetLayout"',
        '"method":"DoSave"',
        '{"id":7,"handle":1,"method":"GetLayout"}',
      ],
    );
    let forwarded = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        if (!decision(text).forward) return;
        forwarded += 1;
        const read = JSON.parse(text) as { method: string };
        assert.equal(read.method, 'GetLayout');
        // The first of two that are alike, as other readers take it.
        assert.equal(/"method"\s*:\s*"(\w+)"/i.exec(text)?.[1], 'GetLayout');
        assert.equal(text.match(/m(?:ethod|\\u0065thod)|u006dethod/gi)?.length, 1);
      }),
      { numRuns: 50_000 },
    );
    assert.ok(forwarded > 0);
  });

  it('never throws, and answers what its client can read', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          fc.uint8Array({ maxLength: 200 }),
          fc.json(),
          fc
            .record({
              id: fc.jsonValue(),
              method: fc.jsonValue(),
              handle: fc.jsonValue(),
              params: fc.jsonValue(),
            })
            .map((each) => JSON.stringify(each)),
          fc
            .record({
              id: fc.nat(),
              method: fc.constantFrom('ApplyPatches', 'OpenDoc'),
              handle: fc.nat(9),
              params: fc.jsonValue(),
            })
            .map((each) => JSON.stringify(each)),
        ),
        (text) => {
          const filter = createQixFilter();
          filter.fromEngine(typeof text === 'string' ? text : '');
          errorOf(filter.fromClient(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
