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

  for (const [status, remedy] of [
    [404, 'Put a file named connections.json beside index.html'],
    [410, 'Put a file named connections.json beside index.html'],
    [401, 'not signed in'],
    [403, 'not signed in'],
    [429, 'Try again in a moment'],
    [500, 'Try again in a moment'],
    [503, 'Try again in a moment'],
  ] as const) {
    it(`gives the remedy for the answer ${status}`, async () => {
      serve(new Response('<html></html>', { status }));
      const error = await qlikErrorOf(loader().load());
      expect([error.code, error.status, error.isRetryable]).toEqual(['config-unavailable', status, true]);
      expect(error.message).toBe(`connections.json could not be loaded: the server answered ${status}.`);
      expect(error.remedy).toContain(remedy);
      if (status !== 404 && status !== 410) expect(error.remedy).not.toContain('index.html');
    });
  }

  it('says where the file belongs in an Angular project, and where its guide is', async () => {
    serve(new Response('', { status: 404 }));
    const { remedy } = await qlikErrorOf(loader().load());
    expect(remedy).toContain('public/');
    expect(remedy).toContain('"assets" in angular.json');
    expect(remedy).toContain('https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/configuration.md');
  });

  it('asks once more where the network fails: the first request may have been a preload of the page, or on a closed connection', async () => {
    const answers = [Promise.reject(new TypeError('Failed to fetch')), Promise.resolve(Response.json([]))];
    const fetching = spyOn(window, 'fetch').and.callFake(
      () => answers.shift() ?? Promise.reject(new Error()),
    );
    expect(await loader().load()).toEqual([]);
    expect(fetching).toHaveBeenCalledTimes(2);
    const [first, second] = fetching.calls.allArgs();
    // One limit for both.
    expect(second).toEqual(first);
  });

  it('asks once more, past what was begun early, where that breaks off', async () => {
    const global = globalThis as { ngxQlikEarlyStart?: unknown };
    const answers = [Promise.reject(new TypeError('Failed to fetch'))];
    global.ngxQlikEarlyStart = () => answers.shift();
    serve(Response.json([{ id: 'a' }]));
    expect(await loader().load()).toEqual([{ id: 'a' }]);
    delete global.ngxQlikEarlyStart;
  });

  const brokenOff = new Response(
    new ReadableStream({ pull: (controller) => controller.error(new TypeError('broken off')) }),
  );
  for (const [cause, answer] of [
    ['no answer', new TypeError('Failed to fetch')],
    ['half an answer', brokenOff],
  ] as const) {
    it(`refers to the network for ${cause}`, async () => {
      const fetching = serve(answer);
      const error = await qlikErrorOf(loader().load());
      expect([error.code, error.isRetryable]).toEqual(['config-unavailable', true]);
      expect(error.remedy).toContain('network');
      expect(error.remedy).not.toContain('index.html');
      expect(fetching).toHaveBeenCalledTimes(2);
    });
  }

  for (const [body, shownText, remedy] of [
    ['', 'it is empty', 'correct it'],
    [' \n<!doctype html><title>Start page</title>', 'it is a page of HTML', 'beside index.html'],
    ['[{"id": }]', 'JSON', 'correct it'],
  ] as const) {
    it(`says of ${JSON.stringify(body)}: ${shownText}`, async () => {
      serve(new Response(body));
      const error = await qlikErrorOf(loader().load());
      expect(error.code).toBe('config-not-json');
      expect(error.message).toContain('connections.json is not JSON');
      expect(error.message).toContain(shownText);
      expect(error.remedy).toContain(remedy);
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
