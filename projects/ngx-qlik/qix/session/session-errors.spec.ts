import type { ConnectionId } from 'ngx-qlik';
import { toOpenError, toSuspensionError } from './session-errors';

const APP = { connectionId: 'a' as ConnectionId, appId: 'sales' };

describe('toOpenError', () => {
  it('converts QIX errors', () => {
    expect(toOpenError({ code: 1003, message: 'App not found' }, APP).code).toBe('app-not-found');
    expect(toOpenError({ code: 5, message: 'Access denied' }, APP).code).toBe('app-forbidden');
  });

  it('says of an app that the engine does not find that the user may have no access to it', () => {
    const errors = [
      toOpenError({ code: 1003, message: 'App not found' }, APP),
      toOpenError({ code: -1, original: { code: 4204, reason: '' } }, APP),
      toSuspensionError(4204, APP),
    ];
    for (const { code, message, remedy } of errors) {
      expect(code).toBe('app-not-found');
      expect(message).toBe('There is no such app, or you have no access to it.');
      expect(remedy).toContain('sign in as another user');
      expect(remedy).toContain('Check the app id "sales";');
    }
  });

  it('keeps Qlik’s message for other errors', () => {
    const error = toOpenError({ code: 9999, message: 'Something odd' }, APP);
    expect([error.code, error.message, error.status]).toEqual(['app-open-failed', 'Something odd', 9999]);
  });

  it('has the client-managed server’s reason for closing the connection, if there is one', () => {
    const closed = (reason: string) => ({ code: -1, original: { code: 1000, reason } });
    const error = toOpenError(closed('You have too many sessions.'), APP);
    expect(error.code).toBe('engine-unavailable');
    expect(error.message).toBe('The server closed the connection: You have too many sessions.');
    expect(error.remedy).toContain('sign out in other browsers');
    expect(error.remedy).toContain('or wait until those sessions end');
    expect(toOpenError(closed(''), APP).message).toBe('The server closed the connection.');
  });

  it('has a message when Qlik has none', () => {
    expect(toOpenError('nothing', APP).message).toContain('sales');
  });
});

describe('toSuspensionError', () => {
  it('reports an interrupted connection for unknown codes', () => {
    for (const code of [1006, 4299, undefined]) {
      const error = toSuspensionError(code, APP);
      expect(error.code).toBe('session-suspended');
      expect(error.isRetryable).toBeTrue();
    }
  });

  it('gives a remedy for what users or administrators must do', () => {
    expect(toSuspensionError(4230, APP).code).toBe('app-forbidden');
    expect(toSuspensionError(4005, APP).message).toContain('too many sessions');
    expect(toSuspensionError(4005, APP).remedy).toContain('or wait until their sessions end');
  });
});
