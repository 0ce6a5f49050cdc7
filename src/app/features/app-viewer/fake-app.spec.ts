import { signal } from '@angular/core';
import type { AppSession, AppSessionState } from 'ngx-qlik/qix';

type Patch = { readonly qPath: string; readonly qValue: string };
type Area = { readonly qTop: number; readonly qHeight: number };
type Properties = {
  readonly qInfo: { readonly qType: string };
  readonly qHyperCubeDef?: {
    readonly qDimensions: readonly Column[];
    readonly qMeasures: readonly Column[];
    readonly qInterColumnSortOrder: readonly number[];
  };
};
type Column = {
  readonly qLibraryId?: string;
  readonly qDef: {
    readonly qFieldDefs?: readonly string[];
    readonly qDef?: string;
    readonly qReverseSort?: boolean;
  };
};

const MASTER_ITEMS = {
  dimensions: { qDimensionList: { qItems: [item('date', 'Date')] } },
  measures: { qMeasureList: { qItems: [item('delay', 'Delay'), item('flights', 'Flights')] } },
};
const FIELDS = { qFieldList: { qItems: [{ qName: 'Carrier' }, { qName: 'Miles', qIsNumeric: true }] } };

function item(qId: string, title: string) {
  return { qInfo: { qId }, qMeta: { title } };
}

/** An app whose tables have one row; its engine answers at once, or when a test says so. */
export class FakeApp {
  readonly state = signal<AppSessionState>({ status: 'open' });
  readonly resume = jasmine.createSpy('resume');
  /** The table's cell in the first column. */
  cellState = 'O';
  /** Waits before each call of the table. */
  answer: () => Promise<void> = () => Promise.resolve();
  /** Waits before each page of rows. */
  answerPage: () => Promise<void> = () => Promise.resolve();
  rowCount = 1;
  /** The number of rows that come with the layout; the others are fetched. */
  firstRows = Infinity;
  /** The selected values of the first dimension: the table has their rows only. */
  readonly selected = new Set<number>();
  readonly tables: FakeTableObject[] = [];

  readonly appSession: AppSession;

  constructor(appId = 'sales') {
    const doc = {
      createSessionObject: (properties: Properties) => {
        const object = new FakeTableObject(this, properties);
        if (properties.qHyperCubeDef) this.tables.push(object);
        return Promise.resolve(object);
      },
      destroySessionObject: () => Promise.resolve(true),
    };
    this.appSession = {
      connectionId: 'acme',
      appId,
      state: this.state,
      doc: signal(doc),
      ready: Promise.resolve(doc),
      resume: this.resume,
      close: () => undefined,
    } as unknown as AppSession;
  }

  /** The columns of the latest table. */
  get columns(): readonly string[] {
    return this.tables.at(-1)?.titles ?? [];
  }
}

class FakeTableObject {
  readonly id = 'object-1';
  readonly titles: readonly string[];
  private readonly listeners: (() => void)[] = [];
  private order: readonly number[];
  private readonly reversed = new Set<number>();

  constructor(
    private readonly app: FakeApp,
    private readonly properties: Properties,
  ) {
    const { qDimensions = [], qMeasures = [] } = properties.qHyperCubeDef ?? {};
    const nameOf = ({ qLibraryId, qDef }: Column) => qLibraryId ?? qDef.qFieldDefs?.[0] ?? qDef.qDef ?? '';
    const columns = [...qDimensions, ...qMeasures];
    this.titles = columns.map(nameOf);
    this.order = properties.qHyperCubeDef?.qInterColumnSortOrder ?? [];
    columns.forEach(({ qDef }, column) => qDef.qReverseSort && this.reversed.add(column));
  }

  on(event: string, listener: () => void): void {
    if (event === 'changed') this.listeners.push(listener);
  }

  removeListener(): void {
    this.listeners.length = 0;
  }

  async applyPatches(patches: readonly Patch[]): Promise<void> {
    await this.app.answer();
    for (const { qPath, qValue } of patches) {
      const value: unknown = JSON.parse(qValue);
      const [, , list, place] = qPath.split('/');
      const dimensionCount = this.properties.qHyperCubeDef?.qDimensions.length ?? 0;
      const column = Number(place) + (list === 'qMeasures' ? dimensionCount : 0);
      if (list === 'qInterColumnSortOrder') this.order = value as number[];
      else if (value === true) this.reversed.add(column);
      else this.reversed.delete(column);
    }
    this.change();
  }

  selectHyperCubeValues(_path: string, _dimension: number, elements: readonly number[]): Promise<boolean> {
    const { selected } = this.app;
    elements.forEach((each) => (selected.has(each) ? selected.delete(each) : selected.add(each)));
    // The engine's answer comes before its notification of the change.
    setTimeout(() => this.change());
    return Promise.resolve(true);
  }

  change(): void {
    this.listeners.forEach((listener) => listener());
  }

  async getHyperCubeData(_path: string, [asked]: readonly Area[]): Promise<unknown> {
    await this.app.answerPage();
    return [this.page(asked)];
  }

  private get elements(): readonly number[] {
    const { selected, rowCount } = this.app;
    const all = Array.from({ length: rowCount }, (_, element) => element);
    return selected.size === 0 ? all : all.filter((each) => selected.has(each));
  }

  getLayout(): Promise<unknown> {
    const { qType } = this.properties.qInfo;
    if (qType === 'ngx-qlik-fields') return Promise.resolve(FIELDS);
    if (qType === 'ngx-qlik-master-items') return Promise.resolve(MASTER_ITEMS);
    const { qDimensions = [] } = this.properties.qHyperCubeDef ?? {};
    const infos = this.titles.map((qFallbackTitle, column) => ({
      qFallbackTitle,
      qSortIndicator: column < qDimensions.length === this.reversed.has(column) ? 'D' : 'A',
      qReverseSort: this.reversed.has(column),
      qIsAutoFormat: true,
    }));
    return Promise.resolve({
      qHyperCube: {
        qSize: { qcx: this.titles.length, qcy: this.elements.length },
        qDimensionInfo: infos.slice(0, qDimensions.length),
        qMeasureInfo: infos.slice(qDimensions.length),
        qEffectiveInterColumnSortOrder: this.order,
        qDataPages: [this.page({ qTop: 0, qHeight: this.app.firstRows })],
      },
    });
  }

  private page({ qTop, qHeight }: Area = { qTop: 0, qHeight: Infinity }): unknown {
    const { selected, cellState } = this.app;
    const cellsOf = (element: number) =>
      this.titles.map((_, column) => ({
        qText: column === 0 ? `Value ${element}` : '0.30000000000000004',
        qNum: 0.1 + 0.2,
        qElemNumber: element,
        qState: column > 0 ? 'L' : selected.has(element) ? 'S' : cellState,
      }));
    return { qArea: { qTop, qLeft: 0 }, qMatrix: this.elements.slice(qTop, qTop + qHeight).map(cellsOf) };
  }
}
