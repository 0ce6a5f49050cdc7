import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikError } from 'ngx-qlik';
import type { EngineValueState, Hypercube, HypercubeTable } from 'ngx-qlik/qix';
import { fakeConnection, provideQlikTesting, settled } from 'ngx-qlik/testing';
import { createExportFiles, EXPORT_FILES } from '../export-files';
import type { ExportRequest } from '../export-request';
import type { ExportedFile } from '../export-state';
import { QlikExportDirective } from './export.directive';

const TABLE: HypercubeTable = {
  columns: [],
  shownColumns: [
    { kind: 'dimension', index: 0, indexInKind: 0, title: 'A', direction: 'ascending', isNumeric: false },
  ],
  rowCount: 1,
  firstRows: [],
  totals: [],
  sortOrder: [],
};

@Component({
  imports: [QlikExportDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<button
    type="button"
    [qlikExport]="request()"
    (exported)="files.push($event)"
    (exportFailed)="errors.push($event)"
    #export="qlikExport"
  >
    {{ export.isRunning() ? 'Exporting' : 'Export' }}
  </button>`,
})
class HostComponent {
  readonly request = signal<ExportRequest | undefined>(undefined);
  readonly files: ExportedFile[] = [];
  readonly errors: QlikError[] = [];
}

describe('qlikExport', () => {
  let answer: (rows: unknown) => void = () => undefined;
  const state = signal<EngineValueState<HypercubeTable>>({ status: 'ready', value: TABLE });
  let downloads: string[] = [];

  async function show(request?: ExportRequest) {
    TestBed.configureTestingModule({
      // The CSV of a table needs no HttpClient.
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'a' })] }),
        { provide: EXPORT_FILES, useFactory: createExportFiles },
      ],
    });
    const fixture = TestBed.createComponent(HostComponent);
    fixture.componentInstance.request.set(request);
    fixture.detectChanges();
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const button = element.querySelector('button');
    if (!button) throw new Error('There is no button.');
    const settle = async () => {
      await settled();
      fixture.detectChanges();
    };
    const spoken = () => element.querySelector('[role=status]')?.textContent;
    return { host: fixture.componentInstance, fixture, element, button, settle, spoken };
  }
  const table = (): ExportRequest => ({
    format: 'csv',
    names: { title: 'T' },
    hypercube: {
      state,
      page: () => new Promise((resolve) => (answer = resolve)),
    } as unknown as Hypercube,
  });

  beforeEach(() => {
    downloads = [];
    state.set({ status: 'ready', value: TABLE });
    spyOn(HTMLAnchorElement.prototype, 'click').and.callFake(function (this: HTMLAnchorElement) {
      downloads.push(this.download);
    });
  });

  it('saves the file, and says so', async () => {
    const { host, button, settle, spoken } = await show(table());
    expect([spoken(), button.getAttribute('aria-busy')]).toEqual(['', null]);
    button.click();
    await settle();
    expect([spoken(), button.getAttribute('aria-busy'), button.getAttribute('aria-disabled')]).toEqual([
      'The export has begun.',
      'true',
      'true',
    ]);
    expect([button.disabled, button.textContent?.trim()]).toEqual([false, 'Exporting']);
    button.click();
    answer([{ index: 0, cells: [{ text: 'x', elementNumber: 0, isNull: false }] }]);
    await settle();
    expect(host.files.length).toBe(1);
    expect(downloads).toEqual([host.files[0]?.name ?? '']);
    expect(spoken()).toMatch(/^T - \d{4}-\d\d-\d\d\.csv is ready\.$/);
    expect(button.getAttribute('aria-busy')).toBeNull();
  });

  it('is canceled by Escape, which goes no further', async () => {
    const { host, button, element, settle, spoken } = await show(table());
    const outer = jasmine.createSpy('outer');
    element.addEventListener('keydown', outer);
    const press = () => button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    press();
    expect(outer).toHaveBeenCalledTimes(1);
    button.click();
    await settle();
    expect(button.getAttribute('aria-description')).toContain('Escape');
    press();
    await settle();
    expect(outer).toHaveBeenCalledTimes(1);
    expect([spoken(), host.files, host.errors, downloads]).toEqual(['The export was canceled.', [], [], []]);
  });

  it('tells what is wrong and what to do', async () => {
    const { host, button, settle, spoken } = await show(table());
    const error = new QlikError('engine-error', 'No.', { remedy: 'Mend it.' });
    state.set({ status: 'failed', error });
    button.click();
    await settle();
    expect(host.errors).toEqual([error]);
    expect(spoken()).toBe('The export failed: No. Mend it.');
  });

  it('has no effect without a request, and leaves nothing behind', async () => {
    const { button, settle, element, fixture } = await show();
    expect(button.getAttribute('aria-disabled')).toBe('true');
    button.click();
    await settle();
    expect(button.getAttribute('aria-busy')).toBeNull();
    const parent = element;
    fixture.destroy();
    expect(parent.querySelector('[role=status]')).toBeNull();
  });
});
