import { qlikErrorOf } from 'ngx-qlik/testing';
import { loadPart } from './load-part';
import { QlikError } from './qlik-error';

describe('loadPart', () => {
  it('hands on what was loaded', async () => {
    expect(await loadPart(() => Promise.resolve(5))).toBe(5);
  });

  it('says what to do when it does not arrive, and hands on what was said already', async () => {
    const error = await qlikErrorOf(loadPart(() => Promise.reject(new TypeError('no network'))));
    expect([error.code, error.isRetryable]).toEqual(['http-unreachable', true]);
    const own = new QlikError('config-invalid', 'No.', { remedy: 'Mend it.' });
    expect(await qlikErrorOf(loadPart(() => Promise.reject(own)))).toBe(own);
  });
});
