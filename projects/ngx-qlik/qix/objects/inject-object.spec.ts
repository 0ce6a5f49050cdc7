import {
  createEnvironmentInjector,
  EnvironmentInjector,
  runInInjectionContext,
  signal,
  type WritableSignal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { useSalesApp } from '../sales-app.spec';
import { injectAppSession } from '../session/inject-app-session';
import { injectLayout, injectObject, type ObjectDefinition } from './inject-object';

interface ChartLayout {
  readonly title: string;
  readonly qHyperCube: { readonly qSize: { readonly qcy: number } };
}

const CHART: ObjectDefinition = 'chart';
const OWN: ObjectDefinition = { properties: { qInfo: { qType: 'mine' }, title: 'Mine' } };

describe('an object of an app', () => {
  const sales = useSalesApp();
  const titleOf = (layout: { readonly title?: unknown } | undefined) => layout?.title;

  it('is read by its id, as a resource', async () => {
    const chart = sales.run(() => injectObject<ChartLayout>(sales.appSession, CHART));
    expect([chart.status(), chart.isLoading(), chart.hasValue(), chart.value()]).toEqual([
      'loading',
      true,
      false,
      undefined,
    ]);
    await sales.stable();
    expect([chart.status(), chart.isLoading(), chart.error()]).toEqual(['resolved', false, undefined]);
    if (!chart.hasValue()) throw new Error('It has no value.');
    expect(chart.value().title).toBe('By region');
    expect(chart.snapshot()).toEqual({ status: 'resolved', value: chart.value() });
    expect(chart.object()?.id).toBe('chart');
  });

  it('follows changes, and says that it reads a newer value', async () => {
    const chart = sales.run(() => injectObject<ChartLayout>(sales.appSession, CHART));
    await sales.stable();
    const resume = sales.app.pause('getLayout');
    sales.app.select('Region', ['North']);
    expect([chart.status(), chart.value()?.qHyperCube.qSize.qcy]).toEqual(['reloading', 4]);
    resume();
    await sales.stable();
    expect([chart.status(), chart.value()?.qHyperCube.qSize.qcy]).toEqual(['resolved', 1]);
  });

  it('takes values, signals and functions, and creates an object once for equal definitions', async () => {
    const other = signal(0);
    const made = sales.run(() => [
      injectLayout(sales.appSession, OWN),
      injectLayout(sales.appSession, signal(OWN)),
      injectLayout(
        () => sales.appSession(),
        () => ({ properties: { qInfo: { qType: 'mine' }, title: `Mine${other() < 2 ? '' : '!'}` } }),
      ),
      injectLayout(sales.appSession() as never, OWN),
    ]);
    await sales.stable();
    const before = sales.app.countOf('createSessionObject');
    other.set(1);
    await sales.stable();
    expect(sales.app.countOf('createSessionObject')).toBe(before);
    expect(made.map((each) => titleOf(each.value()))).toEqual(['Mine', 'Mine', 'Mine', 'Mine']);
    other.set(2);
    await sales.stable();
    expect(titleOf(made[2]?.value())).toBe('Mine!');
    expect(sales.app.countOf('destroySessionObject')).toBe(1);
  });

  it('is idle without a definition or an app, and loading while an app is opened', async () => {
    const [none, noApp, waiting] = sales.run(() => [
      injectLayout(sales.appSession, undefined),
      injectLayout(undefined, CHART),
      injectLayout(injectAppSession({ connectionId: 'acme', appId: 'sales' }), CHART),
    ]);
    expect(waiting?.status()).toBe('loading');
    await sales.stable();
    expect([none, noApp, waiting].map((each) => each?.status())).toEqual(['idle', 'idle', 'resolved']);
    expect([none?.isLoading(), none?.reload()]).toEqual([false, false]);
  });

  it('returns what a reader makes of the layout, and its errors', async () => {
    const [size, broken] = sales.run(() => [
      injectLayout(sales.appSession, CHART, { read: (layout: ChartLayout) => layout.qHyperCube.qSize.qcy }),
      injectLayout(sales.appSession, CHART, {
        read: (): number => {
          throw new Error('Not such a chart.');
        },
      }),
    ]);
    await sales.stable();
    expect(size?.value()).toBe(4);
    expect(broken?.error()?.message).toContain('Not such a chart');
  });

  it('is tried again in place after an error', async () => {
    const chart = sales.run(() => injectObject(sales.appSession, 'gone'));
    await sales.stable();
    expect([chart.status(), chart.error()?.code, chart.value()]).toEqual([
      'error',
      'object-not-found',
      undefined,
    ]);
    const layout = sales.run(() => injectLayout(sales.appSession, CHART));
    await sales.stable();
    sales.app.failNext('getLayout', Object.assign(new Error('Out of memory'), { code: 5 }));
    expect(layout.reload()).toBeTrue();
    expect(layout.reload()).toBeFalse();
    await sales.stable();
    expect([layout.status(), layout.error()?.code]).toEqual(['error', 'engine-error']);
    expect(layout.snapshot()).toEqual({ status: 'error', error: layout.error()! });
    expect(layout.reload()).toBeTrue();
    expect(layout.status()).toBe('loading');
    await sales.stable();
    expect(layout.status()).toBe('resolved');
  });

  it('resumes a failed session when it is tried again', async () => {
    const layout = sales.run(() => injectLayout(sales.appSession, CHART));
    await sales.stable();
    sales.app.closeSocket({ code: 4204 });
    await sales.stable();
    expect(layout.status()).toBe('error');
    expect(layout.reload()).toBeTrue();
    await sales.stable();
    expect(layout.status()).toBe('resolved');
  });

  it('calls the object, and fails without one', async () => {
    const opening = sales.run(() =>
      injectAppSession({ connectionId: 'acme', appId: 'sales', identity: 'new' }),
    );
    const chart = sales.run(() => injectObject(opening, CHART));
    expect((await qlikErrorOf(chart.call((object) => object.getInfo()))).code).toBe('session-suspended');
    await sales.stable();
    expect((await chart.call((object) => object.getInfo())).qId).toBe('chart');
    await chart.call((object) =>
      object.applyPatches([{ qOp: 'Replace', qPath: '/title', qValue: '"New"' }], true),
    );
    await sales.stable();
    expect(chart.value()?.['title']).toBe('New');
  });

  it('has the error of the sign-in after a sign-out, and a value for the next user', async () => {
    const layout = sales.run(() => injectLayout(sales.appSession, OWN));
    await sales.stable();
    const user = TestBed.inject(QlikAuthService).connectionSession('acme');
    await user.signOut();
    await sales.stable();
    expect([layout.status(), layout.error()?.code, layout.reload()]).toEqual([
      'error',
      'sign-in-required',
      false,
    ]);
    await user.signIn();
    await sales.stable();
    expect(titleOf(layout.value())).toBe('Mine');
  });

  it('survives a lost session, and removes its object with its injector', async () => {
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const [layout, table] = runInInjectionContext(injector, () => [
      injectLayout(sales.appSession, OWN),
      injectHypercube(sales.appSession, { dimensions: ['Region'], measures: [] }),
    ]);
    await sales.stable();
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
    expect([layout?.status(), table?.status()]).toEqual(['resolved', 'resolved']);
    const removed = sales.app.countOf('destroySessionObject');
    injector.destroy();
    await sales.stable();
    expect(sales.app.countOf('destroySessionObject')).toBe(removed + 2);
  });

  for (const [what, discard] of [
    ['is destroyed', ({ injector }: Discarded) => injector.destroy()],
    ['has another definition', ({ definition }: Discarded) => definition.set({ properties: OTHER })],
    ['has no definition', ({ definition }: Discarded) => definition.set(undefined)],
  ] as const)
    it(`removes its object from a resumed session when it ${what} during the reconnect`, async () => {
      const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
      const definition = signal<ObjectDefinition | undefined>(OWN);
      const layout = runInInjectionContext(injector, () => injectLayout(sales.appSession, definition));
      await sales.stable();
      const id = idOf(layout.value());
      const resume = sales.app.pause('resume');
      sales.app.closeSocket();
      await sales.stable();
      discard({ injector, definition });
      await sales.stable();
      resume();
      await sales.stable();
      const doc = sales.appSession()?.doc();
      expect(sales.appSession()?.state()).toEqual({ status: 'open', isReattached: true });
      await expectAsync(doc?.getObject(id)).toBeRejected();
      // The one that has replaced it stays.
      if (what === 'has another definition')
        expect((await doc?.getObject(idOf(layout.value())))?.id).not.toBe(id);
    });

  it('names the object and the app in the error of an unknown id', async () => {
    const [chart, layout] = sales.run(() => [
      injectObject(sales.appSession, 'gone'),
      injectLayout(sales.appSession, 'lost'),
    ]);
    await sales.stable();
    expect([chart, layout].map((each) => each?.error()?.message)).toEqual([
      'There is no object "gone" in the app "sales".',
      'There is no object "lost" in the app "sales".',
    ]);
  });
});

const OTHER = { qInfo: { qType: 'mine' }, title: 'Other' };

interface Discarded {
  readonly injector: EnvironmentInjector;
  readonly definition: WritableSignal<ObjectDefinition | undefined>;
}

function idOf(layout: { readonly qInfo?: unknown } | undefined): string {
  return String((layout?.qInfo as { readonly qId?: string } | undefined)?.qId);
}
