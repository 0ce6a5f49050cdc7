import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { flag, method, number, text } from './method.ts';

const echo = method([text('qText'), number('qNum', 3), flag('qFlag')], (_: null, ...values) => ({ values }));
const empty = method([], (_: null, ...values) => ({ values }));

describe('parameters of a call', () => {
  it('may be followed by any number of nulls', async () => {
    const nulls = fc.array(fc.constantFrom(null, undefined), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.string(), nulls, async (value, more) => {
        assert.deepEqual(await echo.call(null, [value, ...more]), { values: [value, 3, false] });
        assert.deepEqual(await echo.call(null, [value, 1, true, ...more]), { values: [value, 1, true] });
        assert.deepEqual(await empty.call(null, more), { values: [] });
      }),
    );
  });

  it('may not be followed by other values', () => {
    for (const more of [0, '', false, {}, [], 'more', 1]) {
      assert.throws(() => echo.call(null, ['text', 1, true, more]), { code: -32602 }, JSON.stringify(more));
      assert.throws(() => echo.call(null, ['text', 1, true, null, more]), { code: -32602 });
      assert.throws(() => empty.call(null, [more]), { code: -32602 });
    }
  });
});
