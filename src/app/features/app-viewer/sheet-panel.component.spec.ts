import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { ListStateComponent } from '../../app-objects/list-state.component';
import { heightOf, PAINTING_MS, SheetPanelComponent } from './sheet-panel.component';

/** The panel of an app that is not open yet. */
async function panelOf(address: { readonly sheetId?: string; readonly chartId?: string }) {
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      provideHttpClient(),
      provideHttpClientTesting(),
      provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
    ],
  });
  TestBed.overrideComponent(SheetPanelComponent, {
    set: { imports: [ListStateComponent], schemas: [CUSTOM_ELEMENTS_SCHEMA] },
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(SheetPanelComponent);
  let settledTimes = 0;
  fixture.componentInstance.settled.subscribe(() => (settledTimes += 1));
  const inputs = { appSession: undefined, connectionId: 'acme', appId: 'sales', sheetId: undefined };
  for (const [name, value] of Object.entries({ ...inputs, chartId: undefined, ...address }))
    fixture.componentRef.setInput(name, value);
  fixture.detectChanges();
  const element = fixture.nativeElement as HTMLElement;
  const drawn = element.querySelector('qlik-chart, qlik-sheet');
  const { objectId, sheetId } = (drawn ?? {}) as { objectId?: string; sheetId?: string };
  /** Says that of the chart or the sheet, as Qlik's code would make it. */
  const dispatch = (name: 'ready' | 'failed') => {
    drawn?.dispatchEvent(new Event(name));
    fixture.detectChanges();
  };
  const shown = { drawn: drawn?.localName, id: objectId ?? sheetId };
  const update = () => fixture.detectChanges();
  return { text: element.textContent, ...shown, dispatch, update, settledTimes: () => settledTimes };
}

describe('SheetPanelComponent, while the sheets are listed', () => {
  it('draws the chart of the address already', async () => {
    const { text, drawn, id } = await panelOf({ chartId: 'delays' });
    expect(text).toContain('Fetching the sheets');
    expect([drawn, id]).toEqual(['qlik-chart', 'delays']);
  });

  it('draws the sheet of the address already', async () => {
    const { drawn, id } = await panelOf({ sheetId: 'overview' });
    expect([drawn, id]).toEqual(['qlik-sheet', 'overview']);
  });

  describe('and what comes after it', () => {
    beforeEach(() => jasmine.clock().install());
    afterEach(() => jasmine.clock().uninstall());

    it('waits until that is ready and painted', async () => {
      const { dispatch, update, settledTimes } = await panelOf({ chartId: 'delays' });
      expect(settledTimes()).toBe(0);
      dispatch('ready');
      jasmine.clock().tick(PAINTING_MS - 1);
      update();
      expect(settledTimes()).toBe(0);
      jasmine.clock().tick(1);
      update();
      expect(settledTimes()).toBe(1);
    });

    it('waits until that has failed', async () => {
      const { dispatch, settledTimes } = await panelOf({ chartId: 'delays' });
      expect(settledTimes()).toBe(0);
      dispatch('failed');
      expect(settledTimes()).toBe(1);
    });
  });

  it('draws nothing where the address names nothing', async () => {
    expect((await panelOf({})).drawn).toBeUndefined();
  });
});

describe('the height of a sheet', () => {
  it('grows with the rows of an extended sheet, and is that of a screen for the grids of Qlik’s client', () => {
    expect(heightOf(undefined)).toBe(760);
    for (const columns of [24, 36, 48]) expect(heightOf({ columns, rows: columns / 2 })).toBe(760);
    expect(heightOf({ columns: 24, rows: 24 })).toBe(1520);
    expect(heightOf({ columns: 0, rows: 0 })).toBe(760);
  });
});
