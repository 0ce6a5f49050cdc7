import type { Doc } from '@qlik/api/qix';
import { TestBed } from '@angular/core/testing';
import { useEnginePage } from '../engine-page.spec';
import type { AppSession } from '../session/app-session';
import { injectAppSession } from '../session/inject-app-session';
import { injectSessionApp } from './inject-session-app';
import { readErrors, readProgress, readSyntaxErrors, reloadScript } from './reload-script';
import { isMadeByCall, sessionAppId } from './session-app-id';

describe('a session app', () => {
  const page = useEnginePage();

  it('has an id in the platform’s format', () => {
    expect(sessionAppId('cloud', '1')).toBe('SessionApp_1');
    expect(sessionAppId('client-managed', '1')).toBe('%3Ftransient%3D/identity/1');
    expect([isMadeByCall('SessionApp_1'), isMadeByCall('%3Ftransient%3D/identity/1')]).toEqual([false, true]);
  });

  it('is a new app for each use without a name', async () => {
    TestBed.runInInjectionContext(() => injectSessionApp(() => ({ connectionId: 'a', name: 'own' })));
    await page.settle();
    expect(page.qix.last.props).toEqual(jasmine.objectContaining({ appId: 'SessionApp_own' }));
    TestBed.runInInjectionContext(() => injectSessionApp(() => ({ connectionId: 'a' })));
    await page.settle();
    expect(page.qix.last.props).toEqual(
      jasmine.objectContaining({ appId: jasmine.stringMatching(/^SessionApp_\d{13}$/) }),
    );
  });

  const open = async (engine: Record<string, unknown>) => {
    page.qix.prepare = (doc) => Object.assign(doc, { setScript: () => Promise.resolve() }, engine);
    const appSession = TestBed.runInInjectionContext(() =>
      injectAppSession(() => ({ connectionId: 'a', appId: 'SessionApp_1' })),
    );
    await page.settle();
    const opened = appSession();
    if (!opened) throw new Error('There is no session.');
    return opened;
  };

  it('reloads, and reports progress', async () => {
    const messages: string[] = [];
    const appSession = await open({
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () => Promise.resolve({ qSuccess: true }),
      global: {
        getProgress: () =>
          Promise.resolve({ qTransientProgressMessage: { qMessageParameters: ['Sales', '200'] } }),
      },
    });
    expect(await reloadScript(appSession, 'Load 1', { onProgress: (text) => messages.push(text) })).toEqual({
      isSuccess: true,
    });
    expect(messages).toContain('Sales: 200');
  });

  it('does not run a script with a syntax error', async () => {
    const appSession = await open({
      checkScriptSyntax: () => Promise.resolve([{ qTextPos: 7, qErrLen: 7 }]),
      doReloadEx: () => Promise.reject(new Error('It ran.')),
    });
    expect(await reloadScript(appSession, 'LET x;\n\nLaod 1', {})).toEqual({
      isSuccess: false,
      errors: [{ message: 'This statement has a syntax error.', line: 3, statement: 'Laod 1' }],
    });
  });

  it('reports the error from the progress, or from the log', async () => {
    const failing = {
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () =>
        Promise.resolve({ qSuccess: false, qScriptLogFile: 'begun\nError: no such table\nended' }),
    };
    const silent = await open(failing);
    expect(await reloadScript(silent, 'x')).toEqual({
      isSuccess: false,
      errors: [{ message: 'no such table' }],
    });
  });

  it('cancels the reload after the time limit', async () => {
    const cancelReload = jasmine.createSpy('cancelReload').and.resolveTo();
    const appSession = await open({
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () => new Promise(() => undefined),
      global: { getProgress: () => Promise.resolve({}), cancelReload },
    });
    const reloading = reloadScript(appSession, 'x', { timeLimit: 2_000 });
    const outcome = expectAsync(reloading).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
    await page.pass(2_000);
    await outcome;
    expect(cancelReload).toHaveBeenCalled();
  });

  for (const [what, end] of [
    ['canceled', (controller: AbortController) => controller.abort()],
    ['over its time limit', () => page.pass(2_000)],
  ] as const) {
    it(`does not begin a reload that is ${what} while its script is checked`, async () => {
      let finishCheck: (errors: readonly unknown[]) => void = () => undefined;
      const doReloadEx = jasmine.createSpy('doReloadEx').and.resolveTo({ qSuccess: true });
      const appSession = await open({
        checkScriptSyntax: () => new Promise((resolve) => (finishCheck = resolve)),
        doReloadEx,
        global: { getProgress: () => Promise.resolve({}), cancelReload: () => Promise.resolve() },
      });
      const controller = new AbortController();
      const { signal } = controller;
      const reloading = reloadScript(appSession, 'x', { signal, timeLimit: 2_000 });
      reloading.catch(() => undefined);
      await page.settle();
      await end(controller);
      finishCheck([]);
      await page.settle();
      await page.pass(250);
      expect(doReloadEx).not.toHaveBeenCalled();
      const outcome = await reloading.catch((thrown: unknown) => thrown);
      expect(outcome).toEqual(
        signal.aborted
          ? { isSuccess: false, errors: [{ message: 'The reload was canceled before it started.' }] }
          : jasmine.objectContaining({ code: 'engine-error' }),
      );
    });
  }

  it('does not time out while the engine reports progress', async () => {
    let finish: (result: unknown) => void = () => undefined;
    let messages = 0;
    const getProgress = () =>
      Promise.resolve({ qTransientProgressMessage: { qMessageParameters: [`Rows: ${messages}`] } });
    const appSession = await open({
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () => new Promise((resolve) => (finish = resolve)),
      global: { getProgress, cancelReload: () => Promise.resolve() },
    });
    const reloading = reloadScript(appSession, 'x', { timeLimit: 2_000 });
    for (let turn = 0; turn < 20; turn++) {
      messages++;
      // Polls four times per second.
      for (let quarter = 0; quarter < 4; quarter++) await page.pass(250);
    }
    await expectAsync(reloading).toBePending();
    finish({ qSuccess: true });
    await page.pass(250);
    expect(await reloading).toEqual({ isSuccess: true });
  });

  it('quotes what the engine says of an error on one line, without credentials and of at most 500 characters', () => {
    const reported = `Cannot connect\nwith Bearer ${'a'.repeat(40)} ${'x'.repeat(1_000)}`;
    const [error] = readErrors({ qErrorData: [{ qErrorString: reported }] });
    expect(error?.message).toMatch(/^Cannot connect with \[redacted\] x+…$/);
    expect(error?.message.length).toBe(500);
  });

  it('quotes the statement of an error in the same way', () => {
    const statement = `LIB CONNECT TO\n"x" (Bearer ${'a'.repeat(40)});\nLOAD ${'x'.repeat(1_000)}`;
    const expected = /^LIB CONNECT TO "x" \(\[redacted\]\); LOAD x+…$/;
    const [reported] = readErrors({ qErrorData: [{ qLine: statement }] });
    expect(reported?.statement).toMatch(expected);
    expect(reported?.statement?.length).toBe(500);
    const [found] = readSyntaxErrors(statement, [{ qTextPos: 0, qErrLen: statement.length }]);
    expect(found?.statement).toBe(reported?.statement);
  });

  it('reads errors and progress of the engine', () => {
    const messages = { qErrorString: "Field 'b' not found", qLineEnd: 'Line 4', qLine: 'T: Load b ' };
    expect(readErrors({ qErrorData: [messages, {}] })).toEqual([
      { message: "Field 'b' not found", line: 4, statement: 'T: Load b' },
      { message: 'The script failed.' },
    ]);
    expect(readProgress(undefined)).toBe('');
    expect(readProgress({ qTransientProgressMessage: { qMessageParameters: ['DoReloadEx'] } })).toBe('');
    expect(readSyntaxErrors('x', { qErrors: [{ qSecondaryFailure: true }] })).toEqual([]);
  });
});

describe('reloadScript with a signal that is aborted before', () => {
  it('changes nothing and returns an error', async () => {
    const doc = jasmine.createSpyObj<Doc>('doc', ['setScript', 'doReloadEx', 'checkScriptSyntax']);
    const appSession = { connectionId: 'a', doc: () => doc } as unknown as AppSession;
    const outcome = await reloadScript(appSession, 'LOAD 1 AS A AUTOGENERATE 1;', {
      signal: AbortSignal.abort(),
    });
    expect(outcome.isSuccess).toBeFalse();
    expect([doc.setScript.calls.count(), doc.doReloadEx.calls.count()]).toEqual([0, 0]);
  });
});
