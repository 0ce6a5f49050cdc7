import { fakeConnection } from 'ngx-qlik/testing';
import { originName, scopedId, sharedName } from '../browser-storage';
import { forgetPending, type PendingSignIn, rememberPending, takeAnswer } from './pending-sign-in';

const acme = fakeConnection({ id: 'acme' });
const other = fakeConnection({ id: 'other' });

function pending(state: string): PendingSignIn {
  return {
    state,
    codeVerifier: 'verifier',
    redirectUri: 'https://app.example/oauth-callback.html',
    returnTo: 'https://app.example/spaces',
    startedAt: 0,
  };
}

/** What the callback page does. */
function answer(query: string, connection = acme): void {
  sessionStorage.setItem(sharedName('oauth2:answer', connection), query);
}

describe('a pending sign-in', () => {
  beforeEach(() => sessionStorage.clear());

  it('is found again by the state of the answer, once', () => {
    rememberPending(acme, pending('s1'));
    answer('code=c1&state=s1');
    const taken = takeAnswer(acme);
    expect(taken?.pending).toEqual(jasmine.objectContaining(pending('s1')));
    expect(taken?.answer.get('code')).toBe('c1');
    expect(takeAnswer(acme)).toBeUndefined();
    expect(sessionStorage.length).toBe(0);
  });

  it('is not found by a state that was never sent', () => {
    rememberPending(acme, pending('s1'));
    answer('code=c1&state=forged');
    expect(takeAnswer(acme)).toEqual(jasmine.objectContaining({ pending: undefined }));
  });

  it('is not found by an answer without a state', () => {
    rememberPending(acme, pending('s1'));
    answer('code=c1');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
  });

  it('of another connection is not taken', () => {
    rememberPending(other, pending('s1'));
    answer('code=c1&state=s1');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
  });

  it('is replaced by a new one of the same connection, and leaves those of others', () => {
    rememberPending(other, pending('s0'));
    rememberPending(acme, pending('s1'));
    rememberPending(acme, pending('s2'));
    expect(sessionStorage.length).toBe(2);
    forgetPending(acme);
    expect(sessionStorage.length).toBe(1);
    answer('code=c&state=s0', other);
    expect(takeAnswer(other)?.pending?.state).toBe('s0');
  });

  it('survives foreign content under its keys', () => {
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s1', 'not JSON');
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s2', 'null');
    answer('code=c&state=s1');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
    answer('code=c&state=s2');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
  });

  it('says whose it is where the callback page looks, also a page of an earlier version', () => {
    rememberPending(acme, pending('s1'));
    const stored = JSON.parse(sessionStorage.getItem('ngx-qlik:oauth2:pending:s1') ?? '{}') as {
      connectionId?: string;
    };
    expect(stored.connectionId).toBe(scopedId(acme));
    expect(sharedName('oauth2:answer', acme)).toBe(`ngx-qlik:oauth2:answer:${stored.connectionId}`);
  });

  it('of an earlier version of this library fails aloud, and leaves neither answer nor sign-in behind', () => {
    const old = { ...pending('s1'), connectionId: 'acme' };
    sessionStorage.setItem(originName('oauth2:pending:s1'), JSON.stringify(old));
    sessionStorage.setItem(originName('oauth2:answer:acme'), 'code=c1&state=s1');
    const taken = takeAnswer(acme);
    expect([taken?.answer.get('code'), taken?.pending]).toEqual(['c1', undefined]);
    expect(sessionStorage.length).toBe(0);
  });

  it('cannot be where the browser blocks storage, and says so', () => {
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
    expect(takeAnswer(acme)).toBeUndefined();
    expect(() => forgetPending(acme)).not.toThrow();
    expect(() => rememberPending(acme, pending('s1'))).toThrowMatching(
      (error: { code?: string; connectionId?: string }) =>
        error.code === 'sign-in-failed' && error.connectionId === 'acme',
    );
  });
});
