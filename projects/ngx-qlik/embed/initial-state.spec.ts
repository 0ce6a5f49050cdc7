import { Component, ErrorHandler, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { InitialAppState } from 'ngx-qlik/qix';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { QlikFieldComponent } from './field.component';
import { QlikSheetComponent } from './sheet.component';
import { QlikEmbedUiComponent } from './embed-ui.component';

@Component({
  imports: [QlikEmbedUiComponent, QlikFieldComponent, QlikSheetComponent],
  template: `
    <qlik-sheet connectionId="acme" appId="sales" sheetId="overview" [initialState]="state()" />
    <qlik-field connectionId="acme" appId="sales" fieldId="Region" [initialState]="{ selections }" />
    <qlik-embed-ui connectionId="acme" appId="sales" ui="analytics/new" [initialState]="state()" />
  `,
})
class PageComponent {
  readonly selections = [{ field: 'Region', values: ['North'] }];
  readonly state = signal<InitialAppState>({ selections: this.selections });
}

describe('the initial state of embeds', () => {
  const errors: unknown[] = [];

  beforeAll(() => import('./frame/embed-controller'));

  beforeEach(() => {
    errors.splice(0);
    TestBed.configureTestingModule({
      providers: [
        { provide: ErrorHandler, useValue: { handleError: (error: unknown) => errors.push(error) } },
        provideQlikTesting({
          connections: [fakeConnection({ id: 'acme' })],
          apps: {
            sales: {
              rows: [{ Region: 'North' }, { Region: 'South' }],
              sheets: { overview: 'Overview' },
            },
          },
        }),
      ],
    });
  });

  it('reports once to the error handler what could not be applied', async () => {
    const testing = TestBed.inject(QlikTesting);
    const fixture = TestBed.createComponent(PageComponent);
    testing.app('sales').failNext('selectValues', Object.assign(new Error('Locked'), { code: 9 }));
    await testing.whenStable(fixture);
    expect(errors.map(String)).toEqual([
      'QlikError: The app was opened without a part of its initial state: Region.',
    ]);
    const page = fixture.nativeElement as HTMLElement;
    expect(page.querySelectorAll('[app-id=sales]').length).toBe(3);
  });

  it('is there before an embed is in the page, and applied once for all of them', async () => {
    const testing = TestBed.inject(QlikTesting);
    const app = testing.app('sales');
    const resume = app.pause('selectValues');
    const fixture = TestBed.createComponent(PageComponent);
    const page = fixture.nativeElement as HTMLElement;
    await testing.whenStable(fixture);
    expect(page.querySelector('[app-id=sales]')).toBeNull();
    resume();
    await testing.whenStable(fixture);
    expect([page.querySelectorAll('[app-id=sales]').length, app.countOf('selectValues')]).toEqual([3, 1]);
    expect(app.selections).toEqual({ Region: ['North'] });
    fixture.componentInstance.state.set({ selections: [{ field: 'Region', values: ['South'] }] });
    await testing.whenStable(fixture);
    expect(app.selections).toEqual({ Region: ['North'] });
  });
});
