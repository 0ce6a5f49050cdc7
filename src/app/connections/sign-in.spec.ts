import { QlikError, type QlikErrorCode } from 'ngx-qlik';
import { fakeConnection } from 'ngx-qlik/testing';
import { canRetryRestore } from './sign-in';

const SILENT = fakeConnection({ id: 'silent', auth: { type: 'jwt', webIntegrationId: 'w' } });
const INTERACTIVE = fakeConnection({ id: 'interactive', auth: { type: 'oauth2', clientId: 'c' } });

const errorOf = (code: QlikErrorCode, isRetryable = true) =>
  new QlikError(code, 'It failed.', { remedy: 'Do this.', isRetryable });

describe('whether another restore can help', () => {
  for (const [code, isRetryable, silent, interactive] of [
    ['http-unreachable', true, true, true],
    ['http-server-error', true, true, true],
    ['http-rate-limited', true, true, true],
    // Only a reload of the page helps.
    ['http-unreachable', false, false, false],
    ['sign-in-refused', true, true, false],
    ['sign-in-failed', true, true, false],
    ['sign-in-timeout', true, true, false],
    ['sign-in-required', false, false, false],
  ] as const)
    it(`after ${code}, ${isRetryable ? '' : 'not '}retryable`, () => {
      const state = { status: 'failed', error: errorOf(code, isRetryable) } as const;
      expect([canRetryRestore(state, SILENT), canRetryRestore(state, INTERACTIVE)]).toEqual([
        silent,
        interactive,
      ]);
    });

  it('not after a sign-in that the user started, unless it needs no interaction', () => {
    const error = errorOf('http-unreachable');
    const state = { status: 'failed', error } as const;
    expect([canRetryRestore(state, SILENT, error), canRetryRestore(state, INTERACTIVE, error)]).toEqual([
      true,
      false,
    ]);
    expect(canRetryRestore(state, INTERACTIVE, errorOf('http-unreachable'))).toBeTrue();
  });

  it('in no other state', () => {
    const reason = errorOf('http-unreachable');
    for (const state of [
      { status: 'signed-out', reason },
      { status: 'ready' },
      { status: 'signing-in' },
    ] as const)
      expect(canRetryRestore(state, SILENT)).toBeFalse();
  });
});
