import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { GenericObject } from '@qlik/api/qix';
import { QlikAuthService } from 'ngx-qlik';
import { useEnginePage } from '../qix/engine-page.spec';
import { FakeObject, socketClosed } from '../qix/fake-engine.spec';
import { until } from '../src/auth/testing/until';
import { QlikAssistantComponent } from './assistant.component';
import { QlikChartComponent } from './chart.component';
import { QlikClassicAppComponent } from './classic-app.component';
import { QlikClassicChartComponent } from './classic-chart.component';
import { EmbedElements } from './element/embed-elements';
import { useEmbeds } from './testing/use-embeds';
import { FakeElements } from './fake-elements.spec';
import { QLIK_EMBED_TIME_LIMIT } from './frame/embed-settings';
import { QlikEmptyDirective } from './frame/embed-templates.directive';
import { QlikSnapshotComponent } from './snapshot.component';

const LIMIT = 60_000;

describe('embeds without an API of Qlik', () => {
  const elements = { current: new FakeElements() };
  const page = useEnginePage({
    states: { b: 'signed-out' },
    limits: { linger: 0 },
    providers: [
      { provide: EmbedElements, useFactory: () => elements.current },
      { provide: QLIK_EMBED_TIME_LIMIT, useValue: LIMIT },
    ],
  });
  const own = new Map<string, FakeObject>();
  const { failures, apis, settle, set, create } = useEmbeds(page);

  const classicApp = (inputs: Readonly<Record<string, unknown>> = {}) =>
    create(QlikClassicAppComponent, { appId: 'sales', ...inputs });
  const codes = () => failures.map(({ code }) => code);
  const frame = (src = 'about:blank'): HTMLIFrameElement => {
    const iframe = document.createElement('iframe');
    // Never attached with a real address: the time of its load event would vary.
    Object.defineProperty(iframe, 'src', { value: src });
    elements.current.last.element.append(iframe);
    return iframe;
  };
  const attributes = () => elements.current.last.attributesWhenAttached;

  beforeEach(() => {
    elements.current = new FakeElements();
    own.clear();
    own.set('sheet', new FakeObject('sheet', {}, {}));
    own.set('chart', new FakeObject('chart', {}, {}));
    page.qix.prepare = (doc) => own.forEach((object, id) => doc.ownObjects.set(id, object));
  });

  it('requests an app in an iframe with its initial state', async () => {
    await classicApp({
      identity: 'left',
      theme: 'card',
      language: 'sv-SE',
      sheetId: 'sheet',
      bookmarkId: 'b1',
      clearsSelections: true,
      clearedState: 'Group 1',
      selections: [{ field: 'Region', values: ['Nordic', 3] }],
      context: { interactions: { select: false } },
    });
    expect(attributes()).toEqual({
      ui: 'classic/app',
      'host-config': 'a',
      'app-id': 'sales',
      identity: 'left',
      theme: 'card',
      language: 'sv-SE',
      'sheet-id': 'sheet',
      bookmark: 'b1',
      'clear-selections': 'true',
      'clear-state': 'Group 1',
      'select:json': '[{"field":"Region","values":["Nordic",3]}]',
      'context:json': '{"interactions":{"select":false}}',
    });
  });

  it('is ready when the iframe has loaded, and emits the session of the page', async () => {
    const fixture = await classicApp();
    const iframe = frame();
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('loading');
    iframe.dispatchEvent(new Event('load'));
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('ready');
    const doc: unknown = await fixture.componentInstance.refApi()?.getDoc();
    expect(doc).toBe(page.qix.last.doc);
  });

  it('returns the object of a chart in an iframe, and the next one after a change', async () => {
    own.set('other', new FakeObject('other', {}, {}));
    const fixture = await create(QlikClassicChartComponent, { appId: 'sales', objectId: 'chart' });
    expect(attributes()).toEqual({
      ui: 'classic/chart',
      'host-config': 'a',
      'app-id': 'sales',
      'object-id': 'chart',
      iframe: 'true',
    });
    const iframe = frame();
    await settle(fixture);
    iframe.dispatchEvent(new Event('load'));
    await settle(fixture);
    const objectId = async () => (await fixture.componentInstance.refApi()?.getObject())?.id;
    expect(await objectId()).toBe('chart');
    set(fixture, { objectId: 'other' });
    await settle(fixture);
    expect(await objectId()).toBe('other');
    expect(elements.current.made.length).toBe(1);
    expect(elements.current.last.changes).toEqual(['object-id=other']);
  });

  it("reports that the page's policy blocks the iframe", async () => {
    const fixture = await classicApp();
    frame('https://tenant.example/sense/app/sales');
    await settle(fixture);
    const violation = (effectiveDirective: string, blockedURI: string) =>
      document.dispatchEvent(
        new SecurityPolicyViolationEvent('securitypolicyviolation', {
          effectiveDirective,
          blockedURI,
          documentURI: document.URL,
          violatedDirective: effectiveDirective,
          originalPolicy: '',
          disposition: 'enforce',
          statusCode: 200,
        }),
      );
    violation('img-src', 'https://tenant.example');
    violation('frame-src', 'https://other.example');
    await settle(fixture);
    expect(codes()).toEqual([]);
    violation('frame-src', 'https://tenant.example');
    await settle(fixture);
    expect(codes()).toEqual(['embed-frame-blocked']);
    expect(failures[0]?.message).toContain('https://tenant.example');
    expect(elements.current.last.isAttached).toBeFalse();
  });

  it('fails when an iframe does not load in time', async () => {
    const fixture = await classicApp();
    frame();
    await page.pass(LIMIT);
    fixture.detectChanges();
    expect(codes()).toEqual(['embed-timeout']);
  });

  it('reports why the app of a loaded iframe does not open', async () => {
    page.qix.failNext(socketClosed(4203));
    await classicApp();
    expect(codes()).toEqual(['app-forbidden']);
    await create(QlikClassicChartComponent, { appId: 'stock', objectId: 'nope' });
    expect(codes()).toEqual(['app-forbidden', 'object-not-found']);
  });

  it('is ready when the input of an assistant appears, without an app', async () => {
    const fixture = await create(QlikAssistantComponent, {
      assistantId: 'helper',
      appearance: 'qlik-dark',
      language: 'de-DE',
    });
    expect(attributes()).toEqual({
      ui: 'ai/assistant',
      'host-config': 'a',
      'assistant-id': 'helper',
      appearance: 'qlik-dark',
      language: 'de-DE',
    });
    elements.current.last.element.append(document.createElement('p'));
    await settle(fixture);
    expect(fixture.componentInstance.state().status).toBe('loading');
    elements.current.last.element.append(document.createElement('textarea'));
    await until(() => fixture.componentInstance.state().status === 'ready');
    expect(fixture.componentInstance.state().status).toBe('ready');
    expect(apis).toEqual([undefined]);
    expect(page.qix.sessions.length).toBe(0);
  });

  it('shows an assistant to signed-in users only', async () => {
    const auth = TestBed.inject(QlikAuthService);
    const fixture = await create(QlikAssistantComponent, { connectionId: 'b', assistantId: 'helper' });
    expect(codes()).toEqual(['sign-in-required']);
    await auth.signIn('b');
    await settle(fixture);
    const [first] = elements.current.made;
    expect(first?.isAttached).toBeTrue();
    await auth.signOut('b');
    await settle(fixture);
    expect(first?.isAttached).toBeFalse();
    expect(codes()).toEqual(['sign-in-required', 'sign-in-required']);
  });

  it('draws a snapshot without a sign-in', async () => {
    const fixture = await create(QlikSnapshotComponent, {
      connectionId: 'b',
      data: { visualization: 'barchart' },
      theme: 'dark',
    });
    expect(attributes()).toEqual({
      ui: 'analytics/snapshot',
      'host-config': 'b',
      theme: 'dark',
      'data:json': '{"visualization":"barchart"}',
    });
    elements.current.last.element.append(document.createElement('canvas'));
    await until(() => fixture.componentInstance.state().status === 'ready');
    expect(fixture.componentInstance.state().status).toBe('ready');
    expect(codes()).toEqual([]);
    expect(page.qix.sessions.length).toBe(0);
  });

  it('fails for a snapshot of a connection that does not exist', async () => {
    await create(QlikSnapshotComponent, { connectionId: 'c', data: {} });
    expect(codes()).toEqual(['connection-unknown']);
  });

  it('stops watching when it is destroyed', async () => {
    const fixture = await classicApp();
    const { element } = elements.current.last;
    fixture.destroy();
    const iframe = frame();
    iframe.dispatchEvent(new Event('load'));
    await page.settle();
    expect(element.isConnected).toBeFalse();
    expect(apis).toEqual([]);
    expect(page.qix.last.closings).toBe(1);
  });

  describe('and charts with nothing to draw', () => {
    @Component({
      imports: [QlikChartComponent, QlikEmptyDirective],
      changeDetection: ChangeDetectionStrategy.OnPush,
      template: `
        <qlik-chart connectionId="a" appId="sales" [objectId]="objectId()">
          <ng-template qlikEmpty let-reason>
            <b>{{ reason }}</b>
          </ng-template>
        </qlik-chart>
      `,
    })
    class HostComponent {
      readonly objectId = signal('chart');
    }

    const textOf = (fixture: ComponentFixture<unknown>) =>
      ((fixture.nativeElement as HTMLElement).querySelector('b')?.textContent ?? '').trim();
    /** The watch of empty charts is loaded with the first chart. */
    const expectText = async (fixture: ComponentFixture<unknown>, text: string): Promise<void> => {
      await until(() => {
        fixture.detectChanges();
        return textOf(fixture) === text;
      });
      await settle(fixture);
      expect(textOf(fixture)).toBe(text);
    };
    const chartOf = (layout: unknown) => {
      const chart = new FakeObject('chart', {}, layout);
      return { chart, api: { getObject: () => Promise.resolve(chart as unknown as GenericObject) } };
    };

    it('show the template as long as the chart is empty', async () => {
      const { chart, api } = chartOf({ qHyperCube: { qSize: { qcx: 2, qcy: 4 } } });
      const fixture = TestBed.createComponent(HostComponent);
      await settle(fixture);
      elements.current.last.comeUp(api);
      await expectText(fixture, '');
      for (const [layout, text] of [
        [{ qHyperCube: { qSize: { qcx: 2, qcy: 0 } } }, 'no-data'],
        [{ qHyperCube: { qError: { qErrorCode: 7005 }, qSize: { qcx: 0, qcy: 0 } } }, 'condition'],
        [{ qHyperCube: { qSize: { qcx: 2, qcy: 1 } } }, ''],
        [{}, ''],
      ] as const) {
        chart.layout = layout;
        chart.emit('changed');
        await expectText(fixture, text);
      }
      fixture.destroy();
      expect(chart.listenerCount).toBe(0);
    });

    it('watch the chart that replaces another', async () => {
      own.set('other', new FakeObject('other', {}, {}));
      const first = chartOf({ qHyperCube: { qSize: { qcy: 0 } } });
      const second = chartOf({ qHyperCube: { qSize: { qcy: 1 } } });
      const fixture = TestBed.createComponent(HostComponent);
      await settle(fixture);
      elements.current.last.comeUp(first.api);
      await expectText(fixture, 'no-data');
      fixture.componentInstance.objectId.set('other');
      await settle(fixture);
      elements.current.last.element.exposeRefApiHandle?.(second.api);
      await expectText(fixture, '');
      expect(first.chart.listenerCount).toBe(0);
    });
  });
});

describe('QlikEmptyDirective', () => {
  it('types the context of its template', () => {
    TestBed.configureTestingModule({});
    expect(QlikEmptyDirective.ngTemplateContextGuard({} as QlikEmptyDirective, {})).toBeTrue();
  });
});
