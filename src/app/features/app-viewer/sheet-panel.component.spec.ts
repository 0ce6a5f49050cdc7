import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { ProgressComponent } from '../../ui/progress.component';
import { SheetPanelComponent } from './sheet-panel.component';

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
    set: { imports: [ProgressComponent], schemas: [CUSTOM_ELEMENTS_SCHEMA] },
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
  return { text: element.textContent, ...shown, dispatch, settledTimes: () => settledTimes };
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

  for (const event of ['ready', 'failed'] as const) {
    it(`lets what comes after it wait until that is ${event}`, async () => {
      const { dispatch, settledTimes } = await panelOf({ chartId: 'delays' });
      expect(settledTimes()).toBe(0);
      dispatch(event);
      expect(settledTimes()).toBe(1);
    });
  }

  it('draws nothing where the address names nothing', async () => {
    expect((await panelOf({})).drawn).toBeUndefined();
  });
});
