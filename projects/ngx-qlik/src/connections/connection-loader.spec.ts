import { qlikErrorOf } from 'ngx-qlik/testing';
import { FileConnectionLoader, StaticConnectionLoader } from './connection-loader';

const loader = () => new FileConnectionLoader('connections.json');

function serve(answer: Response | Error): jasmine.Spy {
  return spyOn(window, 'fetch').and.callFake(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
}

describe('FileConnectionLoader', () => {
  it('reads a file beside the application, past the cache', async () => {
    const fetching = serve(Response.json([{ id: 'a' }]));
    expect(await loader().load()).toEqual([{ id: 'a' }]);
    const [address, init] = fetching.calls.mostRecent().args as [URL, RequestInit];
    expect(address.href).toBe(new URL('connections.json', document.baseURI).href);
    expect(init.cache).toBe('no-cache');
    expect(init.signal).toBeInstanceOf(AbortSignal);
  });

  it('says that the file is missing', async () => {
    serve(new Response('', { status: 404 }));
    const error = await qlikErrorOf(loader().load());
    expect([error.code, error.status, error.isRetryable]).toEqual(['config-unavailable', 404, true]);
    expect(error.message).toContain('connections.json');
    expect(error.remedy).toContain('connections.json');
  });

  it('says that the server cannot be reached', async () => {
    serve(new TypeError('Failed to fetch'));
    const error = await qlikErrorOf(loader().load());
    expect([error.code, error.isRetryable]).toEqual(['config-unavailable', true]);
  });

  for (const [body, shownText] of [
    ['', 'it is empty'],
    [' \n<!doctype html><title>Start page</title>', 'it is a page of HTML'],
    ['[{"id": }]', 'JSON'],
  ] as const) {
    it(`says of ${JSON.stringify(body)}: ${shownText}`, async () => {
      serve(new Response(body));
      const error = await qlikErrorOf(loader().load());
      expect(error.code).toBe('config-not-json');
      expect(error.message).toContain('connections.json is not JSON');
      expect(error.message).toContain(shownText);
    });
  }
});

describe('StaticConnectionLoader', () => {
  it('hands on what it was given, under a name for messages', async () => {
    const loaded = new StaticConnectionLoader([]);
    expect(await loaded.load()).toEqual([]);
    expect(loaded.source).toContain('withConnections()');
  });
});
