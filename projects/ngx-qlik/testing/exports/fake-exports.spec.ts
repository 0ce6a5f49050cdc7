import { Component, computed } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { injectAppSession, injectHypercube } from 'ngx-qlik/qix';
import { type ExportRequest, injectExports, QlikExportDirective } from 'ngx-qlik/reports';
import { fakeConnection, provideQlikTesting, qlikErrorOf, QlikTesting } from 'ngx-qlik/testing';

@Component({
  imports: [QlikExportDirective],
  template: `
    <button type="button" id="chart" [qlikExport]="request()" #export="qlikExport">
      {{ export.state()?.status }} {{ export.progress() }}
    </button>
    <button type="button" id="table" [qlikExport]="{ hypercube: table, format: 'csv' }">Table</button>
  `,
})
class SalesComponent {
  readonly appSession = injectAppSession(() => ({ connectionId: 'acme', appId: 'sales' }));
  readonly request = computed((): ExportRequest | undefined => {
    const appSession = this.appSession();
    return appSession && { appSession, objectId: 'chart', format: 'xlsx' };
  });
  readonly table = injectHypercube(this.appSession, { dimensions: ['Region'], measures: ['Sum(Sales)'] });
  readonly exports = injectExports();
}

describe('exports of a test', () => {
  async function show() {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [fakeConnection({ id: 'acme' })],
          apps: {
            sales: {
              title: 'Sales',
              rows: [{ Region: 'North', Sales: 10 }],
              objects: { chart: { title: 'Chart' } },
            },
          },
        }),
      ],
    });
    const testing = TestBed.inject(QlikTesting);
    const fixture = TestBed.createComponent(SalesComponent);
    await testing.whenStable(fixture);
    const element = fixture.nativeElement as HTMLElement;
    const button = (id: string) => element.querySelector<HTMLButtonElement>(`#${id}`)!;
    const shown = async () => {
      await testing.whenStable(fixture);
      return button('chart').textContent?.trim().replace(/\s+/g, ' ');
    };
    const { exports } = testing;
    return {
      testing,
      exports,
      component: fixture.componentInstance,
      button,
      shown,
      spoken: () => element.textContent,
    };
  }

  it('make a file at once, and save it nowhere', async () => {
    const { exports, button, shown } = await show();
    const click = spyOn(HTMLAnchorElement.prototype, 'click');
    button('chart').click();
    expect(await shown()).toBe('done');
    expect(exports.made).toEqual([
      {
        connectionId: 'acme',
        appId: 'sales',
        objectId: 'chart',
        kind: 'chart',
        format: 'xlsx',
        selections: 'current',
      },
    ]);
    const [file] = exports.saved;
    expect(file?.name).toMatch(/^Sales - Chart - [-\d]+\.xlsx$/);
    expect(await file?.content.text()).toBe('xlsx of chart');
    expect(click).not.toHaveBeenCalled();
  });

  it('wait, show how far they are, and are canceled', async () => {
    const { exports, button, shown, component } = await show();
    expect(() => exports.show({ status: 'producing' })).toThrowError(/No export waits/);
    const release = exports.pause();
    button('chart').click();
    expect(await shown()).toBe('queued');
    exports.show({ status: 'downloading', progress: 0.5 });
    expect(await shown()).toBe('downloading 0.5');
    release();
    expect(await shown()).toBe('done');
    exports.pause();
    const request = component.request();
    const running = component.exports.start(request!);
    await shown();
    running.cancel();
    expect((await qlikErrorOf(running.file)).code).toBe('export-canceled');
  });

  it('fail once, and have the files of the test', async () => {
    const { exports, button, shown, spoken } = await show();
    exports.failNext();
    button('chart').click();
    expect(await shown()).toBe('failed');
    expect(spoken()).toContain('The export failed: The file of this test is broken.');
    exports.respondNext({ content: 'mine', warnings: ['Not all rows.'] });
    button('chart').click();
    expect(await shown()).toBe('done');
    expect(spoken()).toContain('Not all rows.');
    expect(await exports.saved[0]?.content.text()).toBe('mine');
  });

  it('have the errors of real ones', async () => {
    const { component } = await show();
    const appSession = component.appSession()!;
    for (const [request, message] of [
      [{ appSession, objectId: 'none', format: 'xlsx' }, 'There is no object "none" in the app "sales".'],
      [{ appSession, objectId: 'chart', kind: 'sheet', format: 'csv' }, 'cannot export this as csv'],
    ] as const)
      expect((await qlikErrorOf(component.exports.start(request).file)).message).toContain(message);
  });

  it('have the rows of tables', async () => {
    const { exports, button, shown } = await show();
    button('table').click();
    await shown();
    expect(await exports.saved[0]?.content.text()).toContain('North,10');
    expect(exports.made).toEqual([]);
  });
});
