import { HttpEventType, provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { Component, createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  ConnectionRegistry,
  DEFAULT_RETRIES,
  QLIK_RETRIES,
  QlikAuthService,
  qlikInterceptor,
  type RetrySettings,
} from 'ngx-qlik';
import {
  fakeConnection,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
  settled,
  ɵrealDelay as realDelay,
} from 'ngx-qlik/testing';
import { createExportFiles, EXPORT_FILES } from './export-files';
import type { ExportRequest, ObjectExport } from './export-request';
import { FakeExportedApp } from './fake-exported-app.spec';
import { injectExports, type RunningExport } from './inject-exports';

const REPORTS = 'https://tenant.example/vp/api/v1/reports';
const CONNECTIONS = [
  fakeConnection({ id: 'tenant', label: 'Tenant', host: 'https://tenant.example/vp' }),
  fakeConnection({
    id: 'server',
    label: 'Server',
    platform: 'client-managed',
    host: 'https://server.example/jwt',
  }),
];

@Component({ template: '' })
class ExportingComponent {
  readonly exports = injectExports();
}

describe('injectExports', () => {
  let app = new FakeExportedApp();
  let server: HttpTestingController;
  let injector: EnvironmentInjector;

  const retries: RetrySettings = { ...DEFAULT_RETRIES };
  const repeating = (settings: Partial<RetrySettings>) => Object.assign(retries, DEFAULT_RETRIES, settings);

  beforeEach(async () => {
    jasmine
      .clock()
      .install()
      .mockDate(new Date(2026, 4, 3, 12));
    repeating({ attempts: 1 });
    app = new FakeExportedApp();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: CONNECTIONS }),
        { provide: EXPORT_FILES, useFactory: createExportFiles },
        { provide: QLIK_RETRIES, useValue: retries },
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    server = TestBed.inject(HttpTestingController);
    injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  });
  afterEach(() => {
    jasmine.clock().uninstall();
    server.verify();
  });

  const chart = (more: Partial<ObjectExport> = {}): ObjectExport => ({
    appSession: app.appSession(),
    objectId: 'chart1',
    format: 'xlsx',
    ...more,
  });
  async function begin(request: ExportRequest): Promise<RunningExport> {
    const running = injectExports({ injector }).start(request);
    await settled();
    return running;
  }
  async function pass(milliseconds: number): Promise<void> {
    jasmine.clock().tick(milliseconds);
    await settled();
  }
  const next = (): TestRequest => server.expectOne(() => true);
  async function answer(
    request: TestRequest,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<void> {
    request.flush(body, { headers });
    await settled();
  }
  async function fail(status: number, headers: Record<string, string> = {}): Promise<void> {
    const request = next();
    const body = { errors: [{ code: `REP-${status}`, title: 'Refused by Qlik' }] };
    request.flush(request.request.responseType === 'blob' ? new Blob([JSON.stringify(body)]) : body, {
      status,
      statusText: 'x',
      headers,
    });
    await settled();
  }
  const accept = () => answer(next(), { requestId: 'r1' });
  async function status(body: object): Promise<void> {
    await pass(5_000);
    const request = next();
    expect(request.request.url).toBe(`${REPORTS}/r1/status`);
    await answer(request, body);
  }
  const done = (location = 'https://alias.example/api/v1/temp-contents/c1?inline=1') =>
    status({ status: 'done', results: [{ outputId: 'export', location }] });

  it('makes a report with the present selections, and names the file', async () => {
    const running = await begin(chart());
    expect(app.calls).toContain([
      'createTemporaryBookmark',
      { qIncludeVariables: true, qIncludeAllPatches: true },
      ['chart1'],
    ]);
    const request = next();
    expect([request.request.method, request.request.url]).toEqual(['POST', REPORTS]);
    expect(request.request.body).toEqual({
      type: 'sense-data-1.0',
      meta: { exportDeadline: 'PT10M' },
      senseDataTemplate: {
        appId: 'app1',
        id: 'chart1',
        selectionType: 'temporaryBookmarkV2',
        temporaryBookmarkV2: { id: 'bm1' },
        selectionStrategy: 'failOnErrors',
      },
      output: { outputId: 'export', type: 'xlsx', xlsxOutput: {} },
    });
    await answer(request, { requestId: 'r1' });
    expect(running.state()).toEqual({ status: 'queued' });
    await status({ status: 'processing' });
    expect(running.state()).toEqual({ status: 'producing' });
    await done();
    // The location names another host: the file is asked of the connection's own.
    const download = next();
    expect(download.request.url).toBe('https://tenant.example/vp/api/v1/temp-contents/c1');
    download.event({ type: HttpEventType.DownloadProgress, loaded: 50, total: 200 });
    expect(running.state()).toEqual({ status: 'downloading', progress: 0.25 });
    expect(running.progress()).toBe(0.25);
    const content = new Blob(['x'], { type: 'application/vnd.ms-excel' });
    download.flush(content);
    const file = await running.file;
    expect(file).toEqual({ name: 'Flights - Flights by carrier - 2026-05-03.xlsx', content, warnings: [] });
    expect([running.state(), running.isRunning()]).toEqual([{ status: 'done', file }, false]);
  });

  for (const [what, more, type, template] of [
    [
      'an image of a chart',
      { format: 'png' },
      'sense-image-1.0',
      { visualization: { id: 'chart1', type: 'visualization', widthPx: 1200, heightPx: 800 } },
    ],
    [
      'an image of a sheet',
      { format: 'png', kind: 'sheet', size: { width: 600, height: 400 } },
      'sense-image-1.0',
      { visualization: { id: 'chart1', type: 'sheet', widthPx: 600, heightPx: 400 } },
    ],
    [
      'a document of a chart',
      { format: 'pdf' },
      'sense-image-1.0',
      { visualization: { id: 'chart1', type: 'visualization', widthPx: 1200, heightPx: 800 } },
    ],
    [
      'a document of a sheet',
      { format: 'pdf', kind: 'sheet' },
      'sense-sheet-1.0',
      { sheet: { id: 'chart1' } },
    ],
    ['slides of a sheet', { format: 'pptx', kind: 'sheet' }, 'sense-sheet-1.0', { sheet: { id: 'chart1' } }],
  ] as const)
    it(`asks for ${what}, without selections on request`, async () => {
      const running = await begin(chart({ ...more, selections: 'none' }));
      const { body } = next().request as { body: Record<string, unknown> };
      expect(body['type']).toBe(type);
      const part = type === 'sense-sheet-1.0' ? 'senseSheetTemplate' : 'senseImageTemplate';
      expect(body[part]).toEqual({ appId: 'app1', ...template });
      const output = body['output'] as Record<string, unknown>;
      expect(Object.keys(output).sort().at(-1)).toBe('type');
      expect(app.calls.some(([name]) => name === 'createTemporaryBookmark')).toBeFalse();
      running.cancel();
      await settled();
    });

  it('waits longer between questions, and as long as the server asks', async () => {
    await begin(chart());
    await answer(next(), { requestId: 'r1' }, { 'Retry-After': '3' });
    await pass(2_999);
    server.expectNone(() => true);
    await pass(1);
    await answer(next(), { status: 'queued' });
    await pass(749);
    server.expectNone(() => true);
    await pass(1);
    await answer(next(), { status: 'queued' }, { 'Retry-After': '60' });
    await pass(59_999);
    server.expectNone(() => true);
    await pass(1);
    expect(next().request.url).toContain('/status');
    injector.destroy();
    await settled();
  });

  it('cancels what is begun when the user has left the page', async () => {
    const fixture = TestBed.createComponent(ExportingComponent);
    const { exports } = fixture.componentInstance;
    fixture.destroy();
    const running = exports.start(chart());
    await settled();
    expect([running.state(), exports.running()]).toEqual([{ status: 'canceled' }, []]);
    server.expectNone(() => true);
  });

  it('cancels what is begun when the part of the page is gone with its injector', async () => {
    const { start, running } = injectExports({ injector });
    injector.destroy();
    const begun = start(chart());
    expect((await qlikErrorOf(begun.file)).code).toBe('export-canceled');
    expect([begun.state(), running()]).toEqual([{ status: 'canceled' }, []]);
  });

  it('takes the id from the Location header, and the file from the outputs', async () => {
    await begin(chart());
    await answer(next(), {}, { Location: '/api/v1/reports/r1/status' });
    await status({ status: 'done' });
    const outputs = next();
    expect(outputs.request.url).toBe(`${REPORTS}/r1/outputs`);
    await answer(outputs, { data: [{ location: '/api/v1/temp-contents/c2' }] });
    expect(next().request.url).toBe('https://tenant.example/vp/api/v1/temp-contents/c2');
    injector.destroy();
    await settled();
  });

  describe('with repetitions', () => {
    /** Waits in real time for the part that repeats calls, which is loaded at the first failure. */
    const isWaiting = async () => {
      const { wait } = TestBed.inject(QlikAuthService).connectionSession('tenant');
      for (let turn = 0; turn < 200 && !wait(); turn++) await realDelay(10);
    };

    it('sends a report again that was refused for the limit, after the pause that Qlik asks for', async () => {
      repeating({ jitter: 0 });
      const running = await begin(chart());
      await fail(429, { 'Retry-After': '7' });
      await isWaiting();
      await pass(6_999);
      server.expectNone(() => true);
      await pass(1);
      await accept();
      expect(running.state()).toEqual({ status: 'queued' });
      running.cancel();
      await settled();
    });

    for (const attempts of [1, 2, 4])
      for (const headers of [{}, { 'Retry-After': '2' }])
        it(`sends a report ${attempts} times at most, refused with ${JSON.stringify(headers)}`, async () => {
          repeating({ attempts });
          const running = await begin(chart());
          let sent = 0;
          for (let second = 0; second < 120 && running.isRunning(); second++) {
            for (const request of server.match(({ method }) => method === 'POST')) {
              sent++;
              request.flush({}, { status: 429, statusText: 'x', headers });
              await settled();
              if (sent < attempts) await isWaiting();
            }
            await pass(1_000);
          }
          const error = await qlikErrorOf(running.file);
          expect([error.code, error.isRetryable, sent]).toEqual(['http-rate-limited', true, attempts]);
          expect(running.state()).toEqual({ status: 'failed', error });
        });
  });

  it('asks again how far a report is when Qlik could not say it', async () => {
    const running = await begin(chart());
    await accept();
    await pass(5_000);
    await fail(503);
    await pass(2_000);
    await answer(next(), { status: 'processing' });
    expect(running.state()).toEqual({ status: 'producing' });
    running.cancel();
    await settled();
  });

  it('does not send a report twice that may have been begun', async () => {
    const running = await begin(chart());
    await fail(503);
    expect((await qlikErrorOf(running.file)).code).toBe('http-server-error');
  });

  it('names what a server cannot make', async () => {
    const running = await begin(chart({ format: 'pptx' }));
    const body = { errors: [{ code: 'REP-501000', title: 'Not implemented', detail: 'No slides here.' }] };
    next().flush(body, { status: 501, statusText: 'x' });
    const error = await qlikErrorOf(running.file);
    expect([error.code, error.message, error.remedy, error.isRetryable]).toEqual([
      'export-unsupported',
      'Tenant cannot make this file: No slides here.',
      'Choose another format.',
      false,
    ]);
  });

  it("fails with Qlik's reasons and what to do", async () => {
    const running = await begin(chart());
    await accept();
    await status({
      status: 'failed',
      reasons: [
        { exportErrors: [{ code: 'REP-400010', title: 'Too many rows', detail: 'Maximum exceeded' }] },
      ],
    });
    const error = await qlikErrorOf(running.file);
    expect([error.code, error.message, error.remedy, error.isRetryable]).toEqual([
      'export-failed',
      'Tenant could not make the file: Too many rows, Maximum exceeded, REP-400010.',
      'Select less data, or export the data as CSV.',
      false,
    ]);
    const aborted = await begin(chart());
    await accept();
    await status({ status: 'aborted' });
    expect((await qlikErrorOf(aborted.file)).isRetryable).toBeTrue();
  });

  it('ends a report that never ends', async () => {
    const running = await begin(chart());
    await accept();
    for (let question = 0; question < 400 && running.isRunning(); question++) {
      await pass(5_000);
      for (const request of server.match(() => true)) await answer(request, { status: 'processing' });
    }
    const error = await qlikErrorOf(running.file);
    expect([error.code, error.isRetryable]).toEqual(['export-failed', true]);
  });

  for (const [what, code, atDownload] of [
    ['file', 410, true],
    ['file', 404, true],
    ['report', 404, false],
  ] as const)
    it(`says that the ${what} has expired (${code})`, async () => {
      const running = await begin(chart());
      await accept();
      if (atDownload) await done();
      else await pass(5_000);
      await fail(code);
      const error = await qlikErrorOf(running.file);
      expect([error.code, error.isRetryable, error.remedy]).toEqual([
        'export-expired',
        true,
        'Export it again.',
      ]);
    });

  it("has Qlik's words for a download that is refused", async () => {
    const running = await begin(chart());
    await accept();
    await done();
    await fail(403);
    const error = await qlikErrorOf(running.file);
    expect(error.code).toBe('http-forbidden');
    expect(error.message).toContain('Refused by Qlik');
  });

  it('cancels at once: no question and no download follows', async () => {
    const running = await begin(chart());
    await accept();
    running.cancel();
    await settled();
    expect([running.state(), running.isRunning()]).toEqual([{ status: 'canceled' }, false]);
    expect((await qlikErrorOf(running.file)).code).toBe('export-canceled');
    await pass(60_000);
    const downloading = await begin(chart());
    await accept();
    await done();
    const download = next();
    downloading.cancel();
    await settled();
    expect(download.cancelled).toBeTrue();
    running.cancel();
    expect(running.state()).toEqual({ status: 'canceled' });
  });

  it('cancels when the user leaves the page', async () => {
    const exports = injectExports({ injector });
    const running = exports.start(chart());
    await settled();
    const post = next();
    expect(exports.running()).toEqual([running]);
    injector.destroy();
    await settled();
    expect(post.cancelled).toBeTrue();
    expect([running.state(), exports.running()]).toEqual([{ status: 'canceled' }, []]);
  });

  it('ends when the user signs out, and has nothing of the next user', async () => {
    const running = await begin(chart());
    await accept();
    await TestBed.inject(QlikAuthService).connectionSession('tenant').signOut();
    await settled();
    await pass(60_000);
    server.expectNone(() => true);
    const error = await qlikErrorOf(running.file);
    expect(error.code).toBe('sign-in-required');
    expect(running.state()).toEqual({ status: 'failed', error });
  });

  it('ends soon when the user signs out during a long pause, without another question', async () => {
    const running = await begin(chart());
    await answer(next(), { requestId: 'r1' }, { 'Retry-After': '120' });
    await pass(5_000);
    expect(running.state()).toEqual({ status: 'queued' });
    await TestBed.inject(QlikAuthService).connectionSession('tenant').signOut();
    await settled();
    await pass(1_000);
    expect(running.state().status).toBe('failed');
    await pass(120_000);
    server.expectNone(() => true);
    expect((await qlikErrorOf(running.file)).code).toBe('sign-in-required');
  });

  for (const [what, code, change] of [
    ['removed', 'connection-unknown', (registry: ConnectionRegistry) => registry.remove('tenant')],
    [
      'changed to another host',
      'sign-in-required',
      (registry: ConnectionRegistry) => registry.change('tenant', { host: 'https://moved.example' }),
    ],
  ] as const)
    for (const when of ['its request is under way', 'it waits for the report', 'its request has no answer'])
      it(`ends when its connection is ${what} while ${when}, and asks nothing of the new host`, async () => {
        const running = await begin(chart());
        const request = next();
        if (when === 'it waits for the report') await answer(request, { requestId: 'r1' });
        const connectionSession = TestBed.inject(QlikAuthService).connectionSession('tenant');
        await change(TestBed.inject(ConnectionRegistry));
        expect(connectionSession.isSignedIn()).toBeFalse();
        TestBed.flushEffects();
        await settled();
        if (when === 'its request is under way') await answer(request, { requestId: 'r1' });
        await pass(60_000);
        server.expectNone(() => true);
        const error = await qlikErrorOf(running.file);
        expect(error.code).toBe(when === 'its request has no answer' ? 'http-unreachable' : code);
        expect(running.state()).toEqual({ status: 'failed', error });
      });

  it('keeps on when its connection gets another name', async () => {
    const running = await begin(chart());
    await accept();
    await TestBed.inject(ConnectionRegistry).change('tenant', { label: 'Another name' });
    await status({ status: 'failed', requestErrors: [] });
    expect((await qlikErrorOf(running.file)).message).toContain('could not make the file');
  });

  it('ends when the app cannot keep the selections', async () => {
    app.bookmark = { qReturn: false, qId: '' };
    expect((await qlikErrorOf((await begin(chart())).file)).code).toBe('engine-error');
  });

  it('is not possible for a format that the platform lacks', async () => {
    const images = await begin(chart({ appSession: app.appSession('server'), format: 'pdf' }));
    const error = await qlikErrorOf(images.file);
    expect([error.code, error.remedy]).toEqual(['export-unsupported', 'Choose xlsx, csv.']);
    const sheet = await begin(chart({ kind: 'sheet', format: 'csv' }));
    expect((await qlikErrorOf(sheet.file)).code).toBe('export-unsupported');
    expect(app.calls).toEqual([]);
  });

  describe('by the engine', () => {
    const onServer = (more: Partial<ObjectExport> = {}) =>
      chart({ appSession: app.appSession('server'), ...more });

    it('downloads what a client-managed server has written, below the prefix of the virtual proxy', async () => {
      const running = await begin(onServer());
      expect(app.calls.at(-1)).toEqual(['exportData', 'OOXML', '/qHyperCubeDef', '', 'P', false]);
      const download = next();
      expect(download.request.url).toBe('https://server.example/jwt/tempcontent/t1/x.xlsx?a=1');
      download.flush(new Blob(['x']));
      expect((await running.file).name).toBe('Flights - Flights by carrier - 2026-05-03.xlsx');
    });

    it('takes a path with the prefix as it is, and a list box', async () => {
      app.layout = { qMeta: { title: 'Sheet title' }, qListObject: {} };
      app.exportAnswer = () => Promise.resolve({ qUrl: '/jwt/tempcontent/t1/x.csv', qWarnings: [1000] });
      const running = await begin(onServer({ format: 'csv', selections: 'none', names: { app: 'A' } }));
      expect(app.calls.at(-1)).toEqual(['exportData', 'CSV_C', '/qListObjectDef', '', 'A', false]);
      const download = next();
      expect(download.request.url).toBe('https://server.example/jwt/tempcontent/t1/x.csv');
      download.flush(new Blob(['x']));
      const { name, warnings } = await running.file;
      expect(name).toBe('A - Sheet title - 2026-05-03.csv');
      expect(warnings).toEqual([jasmine.stringContaining('does not have all rows')]);
    });

    it('writes CSV in Qlik Cloud too', async () => {
      app.exportAnswer = () => Promise.resolve({ qUrl: '/api/v1/temp-contents/c9', qWarnings: [] });
      await begin(chart({ format: 'csv' }));
      expect(next().request.url).toBe('https://tenant.example/vp/api/v1/temp-contents/c9');
      injector.destroy();
      await settled();
    });

    for (const url of ['https://evil.example/x', '//evil.example/x', '/\\evil.example/x', 'x.csv', ''])
      it(`sends no credential to ${url || 'nothing'}`, async () => {
        app.exportAnswer = () => Promise.resolve({ qUrl: url, qWarnings: [] });
        const error = await qlikErrorOf((await begin(onServer())).file);
        expect(error.code).toBe(url === '' ? 'export-failed' : 'http-foreign-link');
        server.expectNone(() => true);
      });

    it('takes no page for a file', async () => {
      const running = await begin(onServer());
      next().flush(new Blob(['<html>'], { type: 'text/html; charset=utf-8' }));
      expect((await qlikErrorOf(running.file)).code).toBe('http-unexpected-answer');
    });

    it('fails with the engine, and in time', async () => {
      app.exportAnswer = () => Promise.reject(new Error('Too many rows'));
      expect((await qlikErrorOf((await begin(onServer())).file)).message).toContain('Too many rows');
      app.exportAnswer = () => new Promise(() => undefined);
      const waiting = await begin(onServer());
      await pass(600_001);
      expect((await qlikErrorOf(waiting.file)).code).toBe('engine-error');
      app.layout = { title: 'Text' };
      expect((await qlikErrorOf((await begin(onServer())).file)).code).toBe('export-unsupported');
    });
  });
});
