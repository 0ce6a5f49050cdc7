import { CSP_NONCE } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeQlikMain, qlikErrorOf } from 'ngx-qlik/testing';
import { MainScript } from './main-script';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';

const host = (address: string, wantsSession = false) => [address, wantsSession] as const;

/** A server whose `/qlik-embed/main.js` is that text, without a network. */
const serve = (script: string) => `data:text/javascript,${encodeURIComponent(script)}//`;
const GOOD = serve(
  'window.QlikMain = { import: () => Promise.resolve({}), from: document.currentScript.nonce };',
);
const SECOND = serve('window.QlikMain = { import: () => Promise.resolve({}), from: "second" };');
const OTHER = serve('window.somethingElse = true;');
/** Karma answers 404. */
const MISSING = `${location.origin}/missing`;

const scripts = () => [...document.querySelectorAll<HTMLScriptElement>('script[src*="qlik-embed/main.js"]')];

/** A server that takes the request and says nothing. */
const SILENT = 'https://silent.invalid';

function begin(options: { nonce?: string; limit?: number; nextHostAfter?: number } = {}): MainScript {
  TestBed.configureTestingModule({
    providers: [
      { provide: CSP_NONCE, useValue: options.nonce ?? null },
      {
        provide: QLIK_RUNTIME_TIME_LIMITS,
        useValue: {
          script: options.limit ?? 5000,
          module: 5000,
          nextHostAfter: options.nextHostAfter ?? 3000,
        },
      },
    ],
  });
  return TestBed.inject(MainScript);
}

describe('MainScript', () => {
  afterEach(() => {
    scripts().forEach((script) => script.remove());
    delete window.QlikMain;
    delete window.__qlikMainPrivateResolvers;
  });

  it('loads the script of the host, once for all callers', async () => {
    const main = begin({ nonce: 'nonce-1' });
    const all = await Promise.all([
      main.load(new Map([host(GOOD)])),
      main.load(new Map([host(GOOD)])),
      main.load(new Map([host(MISSING)])),
    ]);
    expect(new Set(all).size).toBe(1);
    expect(scripts().length).toBe(1);
    expect(scripts()[0]?.crossOrigin).toBe('anonymous');
    expect(scripts()[0]?.nonce).toBe('nonce-1');
  });

  it('takes the one that is in the page already', async () => {
    const present = fakeQlikMain();
    const uninstall = present.install();
    expect((await begin().load(new Map([host(MISSING)]))) as unknown).toBe(present);
    expect(scripts().length).toBe(0);
    uninstall();
  });

  /** What `qlik-early-start.js` puts into the page. */
  function beginEarly(address: string): HTMLScriptElement {
    const early = document.createElement('script');
    Object.assign(early, { src: `${address}/qlik-embed/main.js`, crossOrigin: 'anonymous' });
    early.id = 'ngx-qlik-early';
    early.onerror = () => early.remove();
    document.head.append(early);
    return early;
  }

  it('takes over the script that was begun before the application, in place of another', async () => {
    const early = beginEarly(GOOD);
    expect(await begin().load(new Map([host(GOOD)]))).toBe(window.QlikMain!);
    expect(scripts()).toEqual([early]);
  });

  it('waits for the one that was begun for another connection: a page has one', async () => {
    const early = beginEarly(GOOD);
    expect(await begin().load(new Map([host(SECOND)]))).toBe(window.QlikMain!);
    expect(scripts()).toEqual([early]);
  });

  it('loads another where the one that was begun for another connection fails, or says nothing', async () => {
    beginEarly(MISSING);
    expect(await begin().load(new Map([host(GOOD)]))).toBe(window.QlikMain!);
    expect(scripts().map(({ src }) => src)).toEqual([`${GOOD}/qlik-embed/main.js`]);
    scripts().forEach((script) => script.remove());
    delete window.QlikMain;
    TestBed.resetTestingModule();
    beginEarly(SILENT).onerror = null;
    expect(await begin({ nextHostAfter: 1 }).load(new Map([host(GOOD)]))).toBe(window.QlikMain!);
  });

  it('tells other code of Qlik of the script that is there, which had been waiting for it', async () => {
    const resolved: unknown[] = [];
    window.__qlikMainPrivateResolvers = { resolveMainJsUrlAndHostConfig: (value) => resolved.push(value) };
    const uninstall = fakeQlikMain().install();
    await begin().load(new Map([host(MISSING)]));
    expect(resolved.length).toBe(1);
    uninstall();
  });

  it('passes the host to other code of Qlik', async () => {
    const resolved: unknown[] = [];
    window.__qlikMainPrivateResolvers = { resolveMainJsUrlAndHostConfig: (value) => resolved.push(value) };
    await begin().load(new Map([host(GOOD)]));
    expect(resolved).toEqual([{ url: `${GOOD}/qlik-embed/main.js` }]);
  });

  it('says that it is missing, takes it out again, and may be asked again', async () => {
    const main = begin();
    const error = await qlikErrorOf(main.load(new Map([host(MISSING)])));
    expect([error.code, error.isRetryable]).toEqual(['runtime-unreachable', true]);
    expect(error.message).toContain(MISSING);
    expect([error.variant, error.params?.['host']]).toEqual(['host', location.host]);
    expect(scripts().length).toBe(0);
    expect(await main.load(new Map([host(GOOD)]))).toBeDefined();
  });

  it('says what to do in a page that takes addresses of scripts from policies only', async () => {
    // As a browser does it where the Content-Security-Policy does not list the name of the policy.
    const src = spyOnProperty(HTMLScriptElement.prototype, 'src', 'set').and.throwError(new TypeError('no'));
    const main = begin();
    const error = await qlikErrorOf(main.load(new Map([host(GOOD)])));
    expect([error.code, error.isRetryable]).toEqual(['runtime-unreachable', true]);
    expect(error.remedy).toContain('Name ngx-qlik in trusted-types');
    src.and.callThrough();
    expect(await main.load(new Map([host(GOOD)]))).toBeDefined();
  });

  it('says what to do when nothing answers on this machine', async () => {
    // The port of a service that browsers never call.
    const error = await qlikErrorOf(begin().load(new Map([host('http://localhost:1')])));
    expect(error.code).toBe('runtime-unreachable');
    expect(error.remedy).toContain('http://localhost:1: start the sandbox (npx qlik-sandbox)');
    expect([error.variant, error.params?.['host']]).toEqual(['loopback', 'localhost:1']);
  });

  it('does not send to the sandbox where that answers, and refuses this page', async () => {
    const asked = spyOn(window, 'fetch').and.resolveTo(new Response());
    const error = await qlikErrorOf(begin().load(new Map([host('http://localhost:1')])));
    expect([error.code, error.variant]).toEqual(['runtime-unreachable', 'host']);
    expect(error.remedy).toContain('Check the host');
    expect(asked.calls.allArgs().map(([address]) => address)).toEqual([
      'http://localhost:1/qlik-embed/main.js',
    ]);
  });

  it('says that it is something else than Qlik’s', async () => {
    const error = await qlikErrorOf(begin().load(new Map([host(OTHER)])));
    expect(error.code).toBe('runtime-unreachable');
    expect(error.message).toContain('not the script of a Qlik server');
    expect(scripts().length).toBe(0);
  });

  it('does not wait for ever for a server that never answers', async () => {
    jasmine.clock().install();
    try {
      const waiting = qlikErrorOf(begin({ limit: 1000 }).load(new Map([host('https://never.invalid')])));
      // Before the browser reports that there is no such server.
      jasmine.clock().tick(1000);
      const error = await waiting;
      expect([error.code, error.isRetryable]).toEqual(['runtime-timeout', true]);
      expect(scripts().length).toBe(0);
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('shows who the user is to a host that wants to know, and names what that takes', async () => {
    const main = begin();
    const error = await qlikErrorOf(main.load(new Map([host(MISSING, true)])));
    expect(error.remedy).toContain('Access-Control-Allow-Credentials');
    await main.load(new Map([host(GOOD, true)]));
    expect(scripts()[0]?.crossOrigin).toBe('use-credentials');
  });

  it('tries its own host after the hosts of other calls have failed', async () => {
    const main = begin();
    const results = await Promise.allSettled([
      main.load(new Map([host(MISSING)])),
      main.load(new Map([host(GOOD)])),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(scripts().length).toBe(1);
  });

  it('asks a host once for all who want nothing else', async () => {
    const append = spyOn(document.head, 'append').and.callThrough();
    const main = begin();
    const hosts = new Map([host(MISSING)]);
    const results = await Promise.allSettled([main.load(hosts), main.load(hosts), main.load(hosts)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(append).toHaveBeenCalledTimes(1);
  });

  it('tries the next host, and names the first where none has it', async () => {
    const main = begin();
    const error = await qlikErrorOf(main.load(new Map([host(MISSING), host(OTHER)])));
    expect(error.message).toContain(MISSING);
    expect(await main.load(new Map([host(OTHER), host(MISSING), host(GOOD)]))).toBeDefined();
    expect(scripts().length).toBe(1);
  });

  describe('with a host that does not answer', () => {
    /** The browser reports a missing server at once; this host does not answer. */
    const suppressErrors = () => {
      const append = document.head.append.bind(document.head);
      spyOn(document.head, 'append').and.callFake((...nodes) => {
        const [node] = nodes;
        if (node instanceof HTMLScriptElement && node.src.startsWith(SILENT)) node.type = 'text/plain';
        append(...nodes);
      });
    };

    it('lets another connection have its script from its own host', async () => {
      suppressErrors();
      const main = begin({ nextHostAfter: 20, limit: 60_000 });
      // It fails with the application at the latest.
      main.load(new Map([host(SILENT)])).catch(() => undefined);
      expect(await main.load(new Map([host(GOOD)]))).toBe(window.QlikMain as never);
    });

    it('goes on to the next host beside it', async () => {
      suppressErrors();
      const main = begin({ nextHostAfter: 20, limit: 60_000 });
      expect(await main.load(new Map([host(SILENT), host(MISSING), host(GOOD)]))).toBeDefined();
    });

    it('waits for it no longer than the limit where there is no other', async () => {
      suppressErrors();
      const main = begin({ nextHostAfter: 20, limit: 200 });
      const [one, other] = await Promise.all([
        qlikErrorOf(main.load(new Map([host(SILENT)]))),
        qlikErrorOf(main.load(new Map([host(MISSING)]))),
      ]);
      expect([one.code, other.code]).toEqual(['runtime-timeout', 'runtime-unreachable']);
      expect(scripts().length).toBe(0);
    });
  });
});
