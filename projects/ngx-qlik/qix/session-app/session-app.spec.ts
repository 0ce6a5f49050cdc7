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

  it('is named as the platform wants it', () => {
    expect(sessionAppId('cloud', '1')).toBe('SessionApp_1');
    expect(sessionAppId('client-managed', '1')).toBe('%3Ftransient%3D/identity/1');
    expect([isMadeByCall('SessionApp_1'), isMadeByCall('%3Ftransient%3D/identity/1')]).toEqual([false, true]);
  });

  it('is another one for each use, unless a name says otherwise', async () => {
    TestBed.runInInjectionContext(() => injectSessionApp(() => ({ connectionId: 'a', name: 'mine' })));
    await page.settle();
    expect(page.qix.last.props).toEqual(jasmine.objectContaining({ appId: 'SessionApp_mine' }));
    TestBed.runInInjectionContext(() => injectSessionApp(() => ({ connectionId: 'a' })));
    await page.settle();
    expect(page.qix.last.props).toEqual(
      jasmine.objectContaining({ appId: jasmine.stringMatching(/^SessionApp_\d{13}$/) }),
    );
  });

  const open = async (engine: Record<string, unknown>) => {
    page.qix.prepare = (doc) => Object.assign(doc, { setScript: () => Promise.resolve() }, engine);
    const session = TestBed.runInInjectionContext(() =>
      injectAppSession(() => ({ connectionId: 'a', appId: 'SessionApp_1' })),
    );
    await page.settle();
    const opened = session();
    if (!opened) throw new Error('There is no session.');
    return opened;
  };

  it('is reloaded, and tells what it does meanwhile', async () => {
    const messages: string[] = [];
    const session = await open({
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () => Promise.resolve({ qSuccess: true }),
      global: {
        getProgress: () =>
          Promise.resolve({ qTransientProgressMessage: { qMessageParameters: ['Sales', '200'] } }),
      },
    });
    expect(await reloadScript(session, 'Load 1', { onProgress: (text) => messages.push(text) })).toEqual({
      isSuccess: true,
    });
    expect(messages).toContain('Sales: 200');
  });

  it('does not run a script that cannot be read', async () => {
    const session = await open({
      checkScriptSyntax: () => Promise.resolve([{ qTextPos: 7, qErrLen: 7 }]),
      doReloadEx: () => Promise.reject(new Error('It ran.')),
    });
    expect(await reloadScript(session, 'LET x;\n\nLaod 1', {})).toEqual({
      isSuccess: false,
      errors: [{ message: 'This statement cannot be read.', line: 3, statement: 'Laod 1' }],
    });
  });

  it('names what failed: from the progress, or from the log where there is none', async () => {
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

  it('is given up after a while, and called off', async () => {
    const cancelReload = jasmine.createSpy('cancelReload').and.resolveTo();
    const session = await open({
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () => new Promise(() => undefined),
      global: { getProgress: () => Promise.resolve({}), cancelReload },
    });
    const reloading = reloadScript(session, 'x', { timeLimit: 2_000 });
    const outcome = expectAsync(reloading).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
    await page.pass(2_000);
    await outcome;
    expect(cancelReload).toHaveBeenCalled();
  });

  it('is not given up while the engine has something new to tell', async () => {
    let finish: (result: unknown) => void = () => undefined;
    let messages = 0;
    const getProgress = () =>
      Promise.resolve({ qTransientProgressMessage: { qMessageParameters: [`Rows: ${messages}`] } });
    const session = await open({
      checkScriptSyntax: () => Promise.resolve([]),
      doReloadEx: () => new Promise((resolve) => (finish = resolve)),
      global: { getProgress, cancelReload: () => Promise.resolve() },
    });
    const reloading = reloadScript(session, 'x', { timeLimit: 2_000 });
    for (let turn = 0; turn < 20; turn++) {
      messages++;
      // It is asked four times a second.
      for (let quarter = 0; quarter < 4; quarter++) await page.pass(250);
    }
    await expectAsync(reloading).toBePending();
    finish({ qSuccess: true });
    await page.pass(250);
    expect(await reloading).toEqual({ isSuccess: true });
  });

  it('reads what the engine tells of errors and progress', () => {
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
  it('changes nothing and says so', async () => {
    const doc = jasmine.createSpyObj<Doc>('doc', ['setScript', 'doReloadEx', 'checkScriptSyntax']);
    const session = { connectionId: 'a', doc: () => doc } as unknown as AppSession;
    const outcome = await reloadScript(session, 'LOAD 1 AS A AUTOGENERATE 1;', {
      signal: AbortSignal.abort(),
    });
    expect(outcome.isSuccess).toBeFalse();
    expect([doc.setScript.calls.count(), doc.doReloadEx.calls.count()]).toEqual([0, 0]);
  });
});
