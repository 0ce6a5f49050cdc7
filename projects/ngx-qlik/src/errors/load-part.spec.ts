import { qlikErrorOf } from 'ngx-qlik/testing';
import { loadPart } from './load-part';
import { QlikError } from './qlik-error';

const CHUNK = 'https://app.example/chunk-ABC123.js';

/** What browsers and bundlers throw for a module that did not arrive. */
const FAILURES = {
  Chromium: [new TypeError(`Failed to fetch dynamically imported module: ${CHUNK}`), CHUNK],
  Firefox: [new TypeError(`error loading dynamically imported module: ${CHUNK}`), CHUNK],
  Safari: [new TypeError('Importing a module script failed.'), ''],
  webpack: [new Error(`Loading chunk 5 failed.\n(error: ${CHUNK})`), CHUNK],
} as const;

describe('loadPart', () => {
  let server: jasmine.Spy<typeof fetch>;
  const answer = (status: number) => server.and.resolveTo(new Response('', { status }));

  beforeEach(() => (server = spyOn(globalThis, 'fetch')));

  it('hands on what was loaded, and an error of this library', async () => {
    expect(await loadPart(() => Promise.resolve(5))).toBe(5);
    const own = new QlikError('config-invalid', 'No.', { remedy: 'Mend it.' });
    expect(await qlikErrorOf(loadPart(() => Promise.reject(own)))).toBe(own);
    expect(server).not.toHaveBeenCalled();
  });

  for (const [browser, [failure, address]] of Object.entries(FAILURES)) {
    it(`${browser}: loads once more what the server has`, async () => {
      answer(200);
      const load = jasmine.createSpy('load').and.returnValues(Promise.reject(failure), Promise.resolve(5));
      expect(await loadPart<unknown>(load)).toBe(5);
      expect(server.calls.mostRecent().args[0]).toBe(address);
      expect(server.calls.mostRecent().args[1]?.cache).toBe('reload');
    });

    for (const status of [200, 403, 404]) {
      it(`${browser}: asks for a reload when the answer is ${status} and loading fails again`, async () => {
        answer(status);
        const load = jasmine.createSpy('load').and.rejectWith(failure);
        const error = await qlikErrorOf(loadPart(load));
        expect([error.code, error.isRetryable, error.remedy]).toEqual([
          'http-unreachable',
          false,
          'Reload the page.',
        ]);
        expect(error.cause).toBe(failure);
        expect(load).toHaveBeenCalledTimes(2);
        expect(server).toHaveBeenCalledTimes(1);
      });
    }

    for (const status of [undefined, 429, 500, 503]) {
      it(`${browser}: may be tried again when the answer is ${status ?? 'none'}`, async () => {
        if (status === undefined) server.and.rejectWith(new TypeError('Failed to fetch'));
        else answer(status);
        const load = jasmine.createSpy('load').and.rejectWith(failure);
        const error = await qlikErrorOf(loadPart(load));
        expect([error.code, error.isRetryable]).toEqual(['http-unreachable', true]);
        expect(error.remedy).toContain('try again');
        expect(load).toHaveBeenCalledTimes(1);
      });
    }
  }

  for (const statusText of ['Outdated Optimize Dep', 'Outdated Request']) {
    it(`asks for a reload when the development server says “${statusText}”`, async () => {
      server.and.resolveTo(new Response('', { status: 504, statusText }));
      const load = jasmine.createSpy('load').and.rejectWith(FAILURES.Chromium[0]);
      const error = await qlikErrorOf(loadPart(load));
      expect([error.variant, error.isRetryable, error.remedy]).toEqual(['reload', false, 'Reload the page.']);
    });
  }

  it('may be tried again when a gateway has no answer in time', async () => {
    server.and.resolveTo(new Response('', { status: 504, statusText: 'Gateway Timeout' }));
    const error = await qlikErrorOf(loadPart(() => Promise.reject(FAILURES.Chromium[0])));
    expect(error.variant).toBe('part');
  });

  it('does not wait for ever', async () => {
    jasmine.clock().install();
    try {
      const waiting = qlikErrorOf(loadPart(() => new Promise(() => undefined)));
      jasmine.clock().tick(60_000);
      const error = await waiting;
      expect([error.code, error.isRetryable]).toEqual(['http-unreachable', true]);
    } finally {
      jasmine.clock().uninstall();
    }
  });
});
