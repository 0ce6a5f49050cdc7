import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFields } from './log-options.ts';

describe('an error in the log', () => {
  it('has its name, code, message and causes, and nothing that a library adds', () => {
    const parser = Object.assign(new Error('bad chunk'), {
      code: 'HPE',
      data: 'bytes of a response',
      socket: {},
    });
    const error = new Error('no response', { cause: parser });
    const { stack, cause, ...fields } = errorFields(error);
    assert.deepEqual(fields, { type: 'Error', message: 'no response' });
    assert.match(stack ?? '', /log-options\.spec/);
    assert.deepEqual(
      { ...cause, stack: '' },
      { type: 'Error', message: 'bad chunk', code: 'HPE', stack: '' },
    );
  });

  it('that is none, or its own cause, ends', () => {
    assert.deepEqual(errorFields('text'), { type: 'string', message: 'not an Error' });
    const error = new Error('circle');
    error.cause = error;
    assert.ok(JSON.stringify(errorFields(error)).length < 20_000);
  });
});
