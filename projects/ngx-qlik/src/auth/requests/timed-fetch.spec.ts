import { fakeConnection } from 'ngx-qlik/testing';
import { FakeServer } from '../fake-server.spec';
import { QLIK_CALL_MEASURE } from './call-measure';
import { timedFetch } from './timed-fetch';

describe('timedFetch', () => {
  const connection = fakeConnection({ id: 'acme' });
  const details = (spy: jasmine.Spy<Performance['measure']>): unknown[] =>
    spy.calls.allArgs().map(([, options]) => (options as PerformanceMeasureOptions).detail as unknown);

  it('records a call, without its credentials, and leaves nothing in the timeline', async () => {
    const measure = spyOn(performance, 'measure').and.callThrough();
    new FakeServer().on('POST /redeem', new Response('', { status: 403 }));
    const answer = await timedFetch(connection, 'https://a.example/redeem?qlikTicket=hidden', {
      method: 'POST',
    });
    expect(answer.status).toBe(403);
    expect(details(measure)).toEqual([
      {
        connectionId: 'acme',
        method: 'POST',
        address: 'https://a.example/redeem?qlikTicket=%5Bredacted%5D',
        status: 403,
      },
    ]);
    expect(performance.getEntriesByName(QLIK_CALL_MEASURE)).toEqual([]);
  });

  it('records a call without an answer, and fails as it did', async () => {
    const measure = spyOn(performance, 'measure').and.callThrough();
    new FakeServer();
    await expectAsync(timedFetch(connection, 'https://a.example/away', {})).toBeRejectedWithError(TypeError);
    expect(details(measure)).toEqual([
      { connectionId: 'acme', method: 'GET', address: 'https://a.example/away', status: 0 },
    ]);
  });
});
