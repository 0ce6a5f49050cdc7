import { createEnvironmentInjector, DestroyRef, EnvironmentInjector, Injector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikError } from 'ngx-qlik';
import { useEnginePage } from '../engine-page.spec';
import { FakeObject, objectNotFound, socketClosed } from '../fake-engine.spec';
import { type AppSession } from '../session/app-session';
import { QixSessions } from '../session/qix-sessions';
import { type EngineObject, watchEngineObject, type ObjectSource } from './engine-object';

const TABLE: ObjectSource = { properties: { qInfo: { qType: 'table' } } };
const CALL_LIMIT = 100_000;

describe('followEngineObject', () => {
  const page = useEnginePage({ limits: { call: CALL_LIMIT, linger: 0 } });
  const appSession = signal<AppSession | undefined>(undefined);
  const source = signal<ObjectSource | undefined>(TABLE);
  let object: EngineObject<unknown>;

  const suspended = () => Promise.reject(Object.assign(new Error('Session suspended'), { code: -11 }));
  const throwing = (thrown: unknown) => async () => {
    throw thrown;
  };
  const made = () => page.qix.last.doc.objectOf('table');
  const value = () => {
    const state = object.state();
    return state.status === 'ready' ? state.value : state.status;
  };
  const error = () => {
    const state = object.state();
    return state.status === 'failed' ? state.error : undefined;
  };
  const begin = async (read: (layout: unknown) => unknown = (layout) => layout) => {
    object = TestBed.runInInjectionContext(() => watchEngineObject(appSession, source, read, {}));
    appSession.set(TestBed.inject(QixSessions).open('a', 'sales'));
    await page.settle();
  };

  beforeEach(() => {
    appSession.set(undefined);
    source.set(TABLE);
    page.qix.prepare = (doc) => (doc.layoutFor = () => 'first');
  });

  it('is loading until the app is open, then has the value of the layout', async () => {
    object = TestBed.runInInjectionContext(() => watchEngineObject(appSession, source, String, {}));
    await page.settle();
    expect(value()).toBe('loading');
    appSession.set(TestBed.inject(QixSessions).open('a', 'sales'));
    await page.settle();
    expect(value()).toBe('first');
  });

  it('reads changes, and keeps the latest only', async () => {
    await begin();
    let late: (layout: unknown) => void = () => undefined;
    made().answers.push(() => new Promise((resolve) => (late = resolve)));
    made().emit('changed');
    made().layout = 'third';
    made().emit('changed');
    await page.settle();
    late('second');
    await page.settle();
    expect(value()).toBe('third');
  });

  it('creates another object for another source and removes the first', async () => {
    await begin();
    const first = made();
    source.set({ properties: { qInfo: { qType: 'other' } } });
    await page.settle();
    const { doc } = page.qix.last;
    expect(doc.destroyed).toEqual([first.id]);
    expect(first.listenerCount).toBe(0);
    expect(doc.objectOf('other').listenerCount).toBe(2);
    source.set(undefined);
    await page.settle();
    expect(value()).toBe('loading');
    expect(doc.destroyed.length).toBe(2);
  });

  it('removes an object that is created too late', async () => {
    await begin();
    source.set({ properties: { qInfo: { qType: 'late' } } });
    object.destroy();
    await page.settle();
    expect(page.qix.last.doc.objects.every(({ listenerCount }) => listenerCount === 0)).toBeTrue();
    expect(page.qix.last.doc.destroyed.length).toBe(page.qix.last.doc.objects.length);
  });

  it('removes an object that the engine creates after the time limit', async () => {
    let answer: (late: FakeObject) => void = () => undefined;
    page.qix.prepare = (doc) =>
      (doc.createSessionObject = () => new Promise((resolve) => (answer = resolve)));
    await begin();
    const answerTable = answer;
    await page.pass(CALL_LIMIT);
    expect(error()?.message).toContain('did not answer');
    answerTable(new FakeObject('late', {}, 'too late'));
    await page.settle();
    expect(page.qix.last.doc.destroyed).toEqual(['late']);
    expect(error()?.message).toContain('did not answer');
  });

  it('removes its object of before from a session that is taken up on another socket', async () => {
    await begin();
    const before = page.qix.last.doc;
    const { id } = made();
    before.destroySessionObject = () => Promise.reject(Object.assign(new Error('Closed'), { code: -1 }));
    before.session.resume = () => new Promise(() => undefined);
    page.qix.prepare = (doc) => {
      doc.session.sessionState = 'SESSION_ATTACHED';
      doc.layoutFor = () => 'again';
    };
    page.qix.last.emit('suspended');
    await page.settle();
    await page.pass(15_000);
    await page.pass(1_000);
    expect(value()).toBe('again');
    expect(page.qix.last.doc).not.toBe(before);
    expect(page.qix.last.doc.destroyed).toContain(id);
  });

  it('uses an object of the app and does not remove it', async () => {
    const own = new FakeObject('chart', {}, 'chart layout');
    page.qix.prepare = (doc) => doc.ownObjects.set('chart', own);
    source.set({ objectId: 'chart' });
    await begin();
    expect(value()).toBe('chart layout');
    object.destroy();
    expect(own.listenerCount).toBe(0);
    expect(page.qix.last.doc.destroyed).toEqual([]);
  });

  it('fails for an object that is not in the app', async () => {
    source.set({ objectId: 'nope' });
    await begin();
    expect(error()?.code).toBe('object-not-found');
    expect(error()?.connectionId as string).toBe('a');
  });

  it('fetches an object of the app again when the connection was lost meanwhile', async () => {
    const own = new FakeObject('chart', {}, 'chart layout');
    page.qix.prepare = (doc) => {
      doc.ownObjects.set('chart', own);
      doc.getObject = () => {
        page.qix.last.emit('suspended');
        delete (doc as Partial<typeof doc>).getObject;
        return Promise.reject(objectNotFound());
      };
    };
    source.set({ objectId: 'chart' });
    await begin();
    await page.pass(1000);
    await page.settle();
    expect(value()).toBe('chart layout');
  });

  it('reports errors of the engine, and recovers with the next change', async () => {
    await begin();
    made().answers.push(() =>
      Promise.reject(Object.assign(new Error('Invalid'), { code: 7000, parameter: 'x' })),
    );
    made().emit('changed');
    await page.settle();
    expect(error()?.code).toBe('engine-error');
    expect(error()?.message).toBe('Invalid: x');
    expect(error()?.status).toBe(7000);
    made().emit('changed');
    await page.settle();
    expect(value()).toBe('first');
  });

  it('repeats a call that the engine aborted', async () => {
    await begin();
    made().answers.push(() => Promise.reject(Object.assign(new Error('Aborted'), { code: 15 })));
    made().layout = 'second';
    made().emit('changed');
    await page.settle();
    expect(value()).toBe('second');
  });

  it('fails where the engine aborts again and again, and can be tried again', async () => {
    await begin();
    const aborted = () => Promise.reject(Object.assign(new Error('Aborted'), { code: 15 }));
    made().answers.push(...Array.from({ length: 30 }, () => aborted));
    made().emit('changed');
    await page.settle();
    expect([error()?.code, error()?.isRetryable]).toEqual(['engine-error', true]);
    expect(made().answers.length).toBeGreaterThan(0);
    made().answers.length = 0;
    expect(object.resource.reload()).toBeTrue();
    await page.settle();
    expect(value()).toBe('first');
  });

  it('fails after the time limit', async () => {
    await begin();
    made().answers.push(() => new Promise(() => undefined));
    made().emit('changed');
    await page.pass(CALL_LIMIT);
    expect(error()?.message).toContain('did not answer');
  });

  it('fails with the app', async () => {
    page.qix.failNext(socketClosed(4204));
    await begin();
    expect(error()?.code).toBe('app-not-found');
    appSession()?.resume();
    await page.settle();
    expect(value()).toBe('first');
  });

  it('keeps the last value while reconnecting, and creates the object again after a lost session', async () => {
    await begin();
    const live = page.qix.last;
    live.doc.session.resume = () => Promise.reject(Object.assign(new Error('Not attached'), { code: -12 }));
    page.qix.prepare = (doc) => (doc.layoutFor = () => 'rebuilt');
    live.emit('suspended');
    expect(value()).toBe('first');
    await page.settle();
    expect(value()).toBe('rebuilt');
    expect(page.qix.last).not.toBe(live);
    expect(live.doc.destroyed).toEqual([]);
  });

  it('creates an object again that the engine closed', async () => {
    await begin();
    const first = made();
    first.emit('closed');
    await page.settle();
    expect(made()).not.toBe(first);
    expect(first.listenerCount).toBe(0);
    expect(value()).toBe('first');
  });

  it('creates an object later when the socket was closed', async () => {
    page.qix.prepare = (doc) => {
      doc.layoutFor = () => 'first';
      doc.creationError = Object.assign(new Error('Session suspended'), { code: -11 });
    };
    await begin();
    expect(value()).toBe('loading');
    page.qix.last.emit('suspended');
    await page.settle();
    expect(value()).toBe('first');
  });

  it('leaves a lost socket to the session', async () => {
    await begin();
    made().answers.push(suspended);
    made().emit('changed');
    await page.settle();
    expect(value()).toBe('first');
  });

  it('calls the object, and reports why it cannot', async () => {
    object = TestBed.runInInjectionContext(() => watchEngineObject(appSession, source, String, {}));
    await page.settle();
    await expectAsync(object.call(() => Promise.resolve(1))).toBeRejectedWith(
      jasmine.objectContaining({ code: 'session-suspended' }),
    );
    appSession.set(TestBed.inject(QixSessions).open('a', 'sales'));
    await page.settle();
    expect(await object.call((each) => Promise.resolve(each.id))).toBe(made().id);
    await expectAsync(object.call(suspended)).toBeRejectedWith(
      jasmine.objectContaining({ code: 'session-suspended', isRetryable: true }),
    );
    await expectAsync(object.call(throwing('odd'))).toBeRejectedWithError(QlikError, 'odd');
    await expectAsync(object.call(throwing({}))).toBeRejectedWithError(
      QlikError,
      'The engine refused the call.',
    );
    const pending = object.call(() => new Promise(() => undefined));
    const rejected = expectAsync(pending).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
    await page.pass(CALL_LIMIT);
    await rejected;
  });

  describe('resolves a command', () => {
    let result: unknown;
    /** Makes a command that changes the object as often as there are layouts. */
    const change = async (...layouts: readonly (() => Promise<unknown>)[]) => {
      result = undefined;
      made().answers.push(...layouts);
      const command = object.command(() => {
        layouts.forEach(() => made().emit('changed'));
        return Promise.resolve('done');
      });
      void command.then((value) => (result = value));
      await page.settle();
    };

    it('when the value is the one after it', async () => {
      await begin();
      let answer: (layout: unknown) => void = () => undefined;
      await change(() => new Promise((resolve) => (answer = resolve)));
      expect([result, value()]).toEqual([undefined, 'first']);
      answer('second');
      await page.settle();
      expect([result, value()]).toEqual(['done', 'second']);
    });

    it('at once when nothing changed', async () => {
      await begin();
      await change();
      expect(result).toBe('done');
    });

    it('after the latest of several changes', async () => {
      await begin();
      let answer: (layout: unknown) => void = () => undefined;
      await change(
        () => Promise.resolve('second'),
        () => new Promise((resolve) => (answer = resolve)),
      );
      expect(result).toBeUndefined();
      answer('third');
      await page.settle();
      expect([result, value()]).toEqual(['done', 'third']);
    });

    it('with its own result when the layout cannot be read', async () => {
      await begin();
      await change(throwing(Object.assign(new Error('Invalid'), { code: 7000 })));
      expect([result, error()?.code]).toEqual(['done', 'engine-error']);
    });

    /** Loses the connection while the layout after a command is read. */
    const changeAndLose = async (closeCode: number, resume: () => Promise<unknown>) => {
      const live = page.qix.last;
      live.doc.session.resume = resume;
      await change(() => {
        live.emit('suspended', closeCode);
        return suspended();
      });
    };

    it('after a lost connection, when the value is that of the resumed session', async () => {
      await begin();
      const lost = made();
      await changeAndLose(1006, () => Promise.reject(new Event('error')));
      expect([result, value(), object.state().status]).toEqual([undefined, 'first', 'ready']);
      lost.layout = 'second';
      page.qix.last.doc.session.resume = () => {
        lost.emit('changed');
        return Promise.resolve();
      };
      page.qix.last.doc.session.sessionState = 'SESSION_ATTACHED';
      await page.pass(2_000);
      expect([result, value()]).toEqual(['done', 'second']);
    });

    it('after a lost session, when the value is that of the new one', async () => {
      await begin();
      page.qix.prepare = (doc) => (doc.layoutFor = () => 'rebuilt');
      await changeAndLose(1006, () =>
        Promise.reject(Object.assign(new Error('Not attached'), { code: -12 })),
      );
      expect([result, value()]).toEqual(['done', 'rebuilt']);
    });

    it('with the reason in the error, where the connection stays lost', async () => {
      await begin();
      await changeAndLose(4005, () => Promise.reject(new Event('error')));
      expect([result, error()?.code, error()?.status]).toEqual(['done', 'session-suspended', 4005]);
      const engineSession = page.qix.last.doc.session;
      engineSession.resume = () => Promise.resolve();
      engineSession.sessionState = 'SESSION_ATTACHED';
      expect(object.resource.reload()).toBeTrue();
      await page.settle();
      made().emit('changed');
      await page.settle();
      expect(value()).toBe('first');
    });

    it('with an error after twice the time limit, where the session does not notice the loss', async () => {
      await begin();
      await change(suspended);
      expect([result, value()]).toEqual([undefined, 'first']);
      await page.pass(2 * CALL_LIMIT);
      expect([result, error()?.code, error()?.variant]).toEqual(['done', 'session-suspended', 'interrupted']);
    });

    it('after the time limit, and when its object is gone', async () => {
      await begin();
      await change(() => new Promise(() => undefined));
      expect(result).toBeUndefined();
      await page.pass(CALL_LIMIT);
      expect(result).toBe('done');
      await change(() => new Promise(() => undefined));
      object.destroy();
      await page.settle();
      expect(result).toBe('done');
    });

    it('although the object changes again and again', async () => {
      await begin();
      const again = setInterval(() => {
        made().answers.push(() => new Promise((resolve) => setTimeout(resolve, CALL_LIMIT / 5)));
        made().emit('changed');
      }, CALL_LIMIT / 10);
      await change(() => new Promise((resolve) => setTimeout(resolve, CALL_LIMIT / 5)));
      for (let passed = 0; passed < 8; passed++) await page.pass(CALL_LIMIT / 10);
      expect(result).toBeUndefined();
      for (let passed = 0; passed < 8; passed++) await page.pass(CALL_LIMIT / 10);
      expect(result).toBe('done');
      clearInterval(again);
    });
  });

  it('ends with its injector', async () => {
    const injector = Injector.create({ providers: [], parent: TestBed.inject(Injector) });
    object = watchEngineObject(appSession, source, String, { injector });
    appSession.set(TestBed.inject(QixSessions).open('a', 'sales'));
    await page.settle();
    const first = made();
    (injector as Injector & { destroy(): void }).destroy();
    expect(first.listenerCount).toBe(0);
    expect(page.qix.last.doc.destroyed).toEqual([first.id]);
  });

  it('leaves nothing at its injector when it is destroyed before', async () => {
    const callbacks = new Set<() => void>();
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    spyOn(injector.get(DestroyRef), 'onDestroy').and.callFake((callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    });
    object = watchEngineObject(appSession, source, String, { injector });
    const count = callbacks.size;
    object.destroy();
    expect([count, callbacks.size]).toEqual([1, 0]);
  });

  it('needs an injection context or an injector', () => {
    expect(() => watchEngineObject(appSession, source, String, {})).toThrow();
  });
});
