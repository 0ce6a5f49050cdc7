import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import {
  type ChartRefApi,
  type FieldRefApi,
  QlikAgenticAssistantComponent,
  QlikAssistantComponent,
  QlikChartComponent,
  QlikClassicAppComponent,
  QlikClassicChartComponent,
  QlikEmbedUiComponent,
  QlikEmptyDirective,
  QlikFeedCardsComponent,
  QlikFieldComponent,
  QlikSelectionsComponent,
  QlikSheetComponent,
  QlikSnapshotComponent,
} from 'ngx-qlik/embed';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import {
  QlikAgenticAssistantHarness,
  QlikAssistantHarness,
  QlikChartHarness,
  QlikClassicAppHarness,
  QlikClassicChartHarness,
  QlikEmbedUiHarness,
  QlikFeedCardsHarness,
  QlikFieldHarness,
  QlikSelectionsHarness,
  QlikSheetHarness,
  QlikSnapshotHarness,
} from './public-api';

@Component({
  selector: 'app-all-embeds',
  imports: [
    QlikAgenticAssistantComponent,
    QlikAssistantComponent,
    QlikChartComponent,
    QlikClassicAppComponent,
    QlikClassicChartComponent,
    QlikEmbedUiComponent,
    QlikFeedCardsComponent,
    QlikFieldComponent,
    QlikSelectionsComponent,
    QlikSheetComponent,
    QlikSnapshotComponent,
  ],
  template: `
    <qlik-agentic-assistant connectionId="acme" assistantId="agent" />
    <qlik-assistant connectionId="acme" assistantId="helper" />
    <qlik-chart connectionId="acme" appId="sales" objectId="chart" />
    <qlik-classic-app connectionId="acme" appId="sales" />
    <qlik-classic-chart connectionId="acme" appId="sales" objectId="chart" />
    <qlik-embed-ui connectionId="acme" ui="ai/new" />
    <qlik-feed-cards connectionId="acme" appId="sales" />
    <qlik-field connectionId="acme" appId="sales" fieldId="Region" />
    <qlik-selections connectionId="acme" appId="sales" />
    <qlik-sheet connectionId="acme" appId="sales" sheetId="overview" />
    <qlik-snapshot connectionId="acme" [data]="{}" />
  `,
})
class AllEmbedsComponent {}

@Component({
  selector: 'app-chart',
  imports: [QlikChartComponent, QlikEmptyDirective],
  template: `
    <qlik-chart
      [connectionId]="connectionId()"
      appId="sales"
      [objectId]="objectId()"
      (ready)="apis.push($event)"
    >
      <ng-template qlikEmpty>No sales</ng-template>
    </qlik-chart>
  `,
})
class ChartComponent {
  readonly connectionId = signal('acme');
  readonly objectId = signal('chart');
  readonly apis: ChartRefApi[] = [];
}

@Component({
  selector: 'app-parts',
  imports: [QlikChartComponent, QlikFieldComponent],
  template: `
    <qlik-chart
      connectionId="acme"
      appId="sales"
      type="barchart"
      [dimensions]="['[Region]']"
      [measures]="['=Sum(Sales)']"
      (ready)="chart = $event"
    />
    <qlik-field connectionId="acme" appId="sales" libraryId="region" (ready)="field = $event" />
  `,
})
class PartsComponent {
  chart: ChartRefApi | undefined;
  field: FieldRefApi | undefined;
}

describe('harnesses of embeds, and embeds under provideQlikTesting', () => {
  let testing: QlikTesting;

  const loaderOf = (fixture: ComponentFixture<unknown>) => TestbedHarnessEnvironment.loader(fixture);
  const scripts = () => document.querySelectorAll('script').length;
  const createChart = async (prepare: (component: ChartComponent) => void = () => undefined) => {
    const fixture = TestBed.createComponent(ChartComponent);
    prepare(fixture.componentInstance);
    await testing.whenStable(fixture);
    return {
      fixture,
      component: fixture.componentInstance,
      chart: await loaderOf(fixture).getHarness(QlikChartHarness),
    };
  };

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [fakeConnection({ id: 'acme' }), fakeConnection({ id: 'other' })],
          states: { other: 'signed-out' },
          apps: {
            sales: {
              rows: [
                { Region: 'North', Sales: 10 },
                { Region: 'South', Sales: 20 },
              ],
              objects: { chart: { dimensions: ['Region'], measures: ['Sum(Sales)'] }, other: {} },
              sheets: { overview: 'Overview' },
              dimensions: { region: 'Region' },
            },
          },
        }),
      ],
    });
    testing = TestBed.inject(QlikTesting);
  });

  it('brings every embed to ready, and loads no script', async () => {
    const before = scripts();
    await testing.ready();
    const fixture = TestBed.createComponent(AllEmbedsComponent);
    const loader = loaderOf(fixture);
    for (const [harness, ui] of [
      [QlikAgenticAssistantHarness, 'ai/agentic-assistant'],
      [QlikAssistantHarness, 'ai/assistant'],
      [QlikChartHarness, 'analytics/chart'],
      [QlikClassicAppHarness, 'classic/app'],
      [QlikClassicChartHarness, 'classic/chart'],
      [QlikEmbedUiHarness, 'ai/new'],
      [QlikFeedCardsHarness, 'insights/feed-cards'],
      [QlikFieldHarness, 'analytics/field'],
      [QlikSelectionsHarness, 'analytics/selections'],
      [QlikSheetHarness, 'analytics/sheet'],
      [QlikSnapshotHarness, 'analytics/snapshot'],
    ] as const) {
      const embed = await loader.getHarness(harness);
      await embed.whenReady();
      expect(await embed.getAttribute('ui')).toBe(ui);
      expect(await loader.hasHarness(harness.with({ state: 'ready' }))).toBeTrue();
    }
    expect(await (await loader.getHarness(QlikFieldHarness)).getField()).toBe('Region');
    expect(await (await loader.getHarness(QlikAssistantHarness)).getAssistantId()).toBe('helper');
    expect(await (await loader.getHarness(QlikAgenticAssistantHarness)).getAssistantId()).toBe('agent');
    expect(await loader.hasHarness(QlikChartHarness.with({ appId: 'sales', objectId: 'chart' }))).toBeTrue();
    expect(await loader.hasHarness(QlikChartHarness.with({ objectId: 'other' }))).toBeFalse();
    await testing.whenStable(fixture);
    expect(scripts()).toBe(before);
  });

  it('gives the APIs of embeds the objects and fields of the fake engine', async () => {
    const fixture = TestBed.createComponent(PartsComponent);
    await testing.whenStable(fixture);
    const object = await fixture.componentInstance.chart!.getObject();
    const layout = (await object.getLayout()) as { qHyperCube?: { qSize?: { qcy?: number } } };
    expect(layout.qHyperCube?.qSize?.qcy).toBe(2);
    const field = await fixture.componentInstance.field!.getField();
    await field.selectValues([{ qText: 'North' }], false, false);
    expect(testing.app('sales').selections).toEqual({ Region: ['North'] });
  });

  it('emits the API of another object', async () => {
    const { fixture, component, chart } = await createChart();
    component.objectId.set('other');
    await testing.whenStable(fixture);
    await testing.whenStable(fixture);
    expect(await chart.getAttribute('object-id')).toBe('other');
    expect(component.apis.length).toBe(2);
    expect((await component.apis[1]!.getObject()).id).toBe('other');
  });

  it('shows the template of a chart without data', async () => {
    const { fixture, chart } = await createChart();
    expect(await chart.getCoverText()).toBe('');
    testing.app('sales').setRows([]);
    await testing.whenStable(fixture);
    for (let turn = 0; turn < 50 && (await chart.getCoverText()) === ''; turn++)
      await testing.whenStable(fixture);
    expect(await chart.getCoverText()).toBe('No sales');
  });

  it('shows what failed, and tries again', async () => {
    testing.failNextEmbed(new Error('no such chart type'));
    const { chart } = await createChart();
    expect(await chart.getState()).toBe('failed');
    expect(await chart.getCoverText()).toContain('no such chart type');
    await expectAsync(chart.whenReady()).toBeRejectedWithError(/The embed has failed: .*no such chart type/s);
    expect(await chart.getAttribute('ui')).toBeNull();
    await chart.retry();
    await chart.whenReady();
    await expectAsync(chart.retry()).toBeRejectedWithError(/its state is ready/);
  });

  it('is loading while the test pauses embeds', async () => {
    const resume = testing.pauseEmbeds();
    const { chart } = await createChart();
    expect([await chart.getState(), await chart.getCoverText()]).toEqual(['loading', 'Loading …']);
    await expectAsync(chart.whenReady()).toBeRejectedWithError(/the test has paused pauseEmbeds\(\)/);
    resume();
    await chart.whenReady();
  }, 15_000);

  it('fails for an object that is not in the app, and without a sign-in', async () => {
    const { fixture, component, chart } = await createChart((each) => each.objectId.set('none'));
    expect(await chart.getCoverText()).toContain('There is no object "none" in this app.');
    component.connectionId.set('other');
    await testing.whenStable(fixture);
    expect(await chart.getCoverText()).toContain('No user is signed in to Tenant other.');
  });

  it('gives the page back when the test has ended', async () => {
    await createChart();
    expect(window.QlikMain).toBeDefined();
    TestBed.resetTestingModule();
    expect(window.QlikMain).toBeUndefined();
    expect(Object.getOwnPropertyNames(document)).not.toContain('createElement');
    expect(document.createElement('qlik-embed').localName).toBe('qlik-embed');
  });
});
