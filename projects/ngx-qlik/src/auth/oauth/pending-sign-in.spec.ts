import { fakeConnection } from 'ngx-qlik/testing';
import { forgetPending, type PendingSignIn, rememberPending, takeAnswer } from './pending-sign-in';

const { id } = fakeConnection({ id: 'acme' });
const other = fakeConnection({ id: 'other' }).id;

function pending(state: string, connectionId = id): PendingSignIn {
  return {
    connectionId,
    state,
    codeVerifier: 'verifier',
    redirectUri: 'https://app.example/oauth-callback.html',
    returnTo: 'https://app.example/spaces',
    startedAt: 0,
  };
}

/** What the callback page does. */
function answer(query: string, connectionId: string = id): void {
  sessionStorage.setItem(`ngx-qlik:oauth2:answer:${connectionId}`, query);
}

describe('a pending sign-in', () => {
  beforeEach(() => sessionStorage.clear());

  it('is found again by the state of the answer, once', () => {
    rememberPending(pending('s1'));
    answer('code=c1&state=s1');
    const taken = takeAnswer(id);
    expect(taken?.pending).toEqual(pending('s1'));
    expect(taken?.answer.get('code')).toBe('c1');
    expect(takeAnswer(id)).toBeUndefined();
    expect(sessionStorage.length).toBe(0);
  });

  it('is not found by a state that was never sent', () => {
    rememberPending(pending('s1'));
    answer('code=c1&state=forged');
    expect(takeAnswer(id)).toEqual(jasmine.objectContaining({ pending: undefined }));
  });

  it('is not found by an answer without a state', () => {
    rememberPending(pending('s1'));
    answer('code=c1');
    expect(takeAnswer(id)?.pending).toBeUndefined();
  });

  it('of another connection is not taken', () => {
    rememberPending(pending('s1', other));
    answer('code=c1&state=s1');
    expect(takeAnswer(id)?.pending).toBeUndefined();
  });

  it('is replaced by a new one of the same connection, and leaves those of others', () => {
    rememberPending(pending('s0', other));
    rememberPending(pending('s1'));
    rememberPending(pending('s2'));
    expect(sessionStorage.length).toBe(2);
    forgetPending(id);
    expect(sessionStorage.length).toBe(1);
    answer('code=c&state=s0', other);
    expect(takeAnswer(other)?.pending?.state).toBe('s0');
  });

  it('survives foreign content under its keys', () => {
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s1', 'not JSON');
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s2', 'null');
    answer('code=c&state=s1');
    expect(takeAnswer(id)?.pending).toBeUndefined();
    answer('code=c&state=s2');
    expect(takeAnswer(id)?.pending).toBeUndefined();
  });

  it('cannot be where the browser blocks storage, and says so', () => {
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
    expect(takeAnswer(id)).toBeUndefined();
    expect(() => forgetPending(id)).not.toThrow();
    expect(() => rememberPending(pending('s1'))).toThrowMatching(
      (error: { code?: string; connectionId?: string }) =>
        error.code === 'sign-in-failed' && error.connectionId === 'acme',
    );
  });
});
