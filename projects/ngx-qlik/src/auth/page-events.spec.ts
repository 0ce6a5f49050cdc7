import { fakeConnection } from 'ngx-qlik/testing';
import type { ConnectionSession } from './connection-session';
import { watchPage } from './page-events';

describe('the events of the page', () => {
  const connection = fakeConnection({ id: 'acme' });
  let resumed: number;
  let sessions: ReadonlyMap<typeof connection.id, ConnectionSession>;
  beforeEach(() => {
    resumed = 0;
    const fake: Pick<ConnectionSession, 'connection' | 'resume'> = {
      connection,
      resume: () => {
        resumed += 1;
        return Promise.resolve();
      },
    };
    sessions = new Map([[connection.id, fake as ConnectionSession]]);
  });

  it('are forwarded until the signal aborts', () => {
    const ending = new AbortController();
    watchPage(sessions, undefined, ending.signal);
    const show = () => {
      document.dispatchEvent(new Event('visibilitychange'));
      dispatchEvent(new Event('focus'));
      dispatchEvent(new Event('online'));
    };
    show();
    expect(resumed).toBe(3);
    ending.abort();
    show();
    expect(resumed).toBe(3);
  });

  it('are heard where a window takes signals of its own only, as with jsdom and zone.js in Vitest', () => {
    const add = spyOn(window, 'addEventListener').and.callThrough();
    const addToDocument = spyOn(document, 'addEventListener').and.callThrough();
    const ending = new AbortController();
    watchPage(sessions, undefined, ending.signal);
    for (const { args } of [...add.calls.all(), ...addToDocument.calls.all()])
      expect(args[2]).withContext(args[0]).toBeUndefined();
    expect(add.calls.count()).toBe(3);
    ending.abort();
  });

  it('are not watched after the signal has aborted', () => {
    watchPage(sessions, undefined, AbortSignal.abort());
    dispatchEvent(new Event('focus'));
    expect(resumed).toBe(0);
  });
});
