import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import type { HypercubeColumn } from 'ngx-qlik/qix';
import { Announcer } from '../../../ui/announcer';
import { FakeApp } from '../fake-app.spec';
import { DataTableComponent, writeCell } from './data-table.component';

const SLOW_MS = 5_000;

describe('DataTableComponent', () => {
  let isOnline = true;
  let app: FakeApp;
  const never = () => new Promise<never>(() => undefined);
  const disconnected = () => Promise.reject(Object.assign(new Error('Socket closed'), { code: -1 }));

  const show = async (measures = ['Avg(Delay)']) => {
    const fixture = TestBed.createComponent(DataTableComponent);
    const element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    fixture.componentRef.setInput('appSession', app.appSession);
    fixture.componentRef.setInput('definition', { dimensions: ['Carrier'], measures });
    const settle = async () => {
      for (let turn = 0; turn < 8; turn += 1) {
        await fixture.whenStable();
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    await settle();
    return {
      fixture,
      element,
      settle,
      table: () => element.querySelector('[role=table]'),
      text: () => element.textContent?.replaceAll(/\s+/g, ' ') ?? '',
      sort: async (place: number) => {
        element.querySelectorAll<HTMLElement>('[role=columnheader] button')[place]?.click();
        await settle();
      },
      go: async (online: boolean) => {
        isOnline = online;
        window.dispatchEvent(new Event(online ? 'online' : 'offline'));
        await settle();
      },
    };
  };

  beforeEach(() => {
    isOnline = true;
    spyOnProperty(navigator, 'onLine').and.callFake(() => isOnline);
    app = new FakeApp();
  });

  it('has columns that show their headings, in a narrow page and with the mark of the order too', async () => {
    const { element, sort } = await show(['Average distance (miles)', 'Average delay (minutes)']);
    element.style.width = '300px';
    await sort(1);
    const buttons = [...element.querySelectorAll<HTMLElement>('[role=columnheader] button')];
    expect(buttons.map(({ textContent }) => textContent?.includes('Average'))).toEqual([false, true, true]);
    for (const { scrollWidth, clientWidth, textContent } of buttons)
      expect(scrollWidth)
        .withContext(textContent ?? '')
        .toBeLessThanOrEqual(clientWidth);
  });

  it('says nothing of an order that fails after it is gone', async () => {
    const { fixture, sort, settle } = await show();
    let fail: (error: Error) => void = () => undefined;
    app.answer = () => new Promise((_, reject) => (fail = reject));
    await sort(1);
    fixture.destroy();
    // An output throws after its component is destroyed.
    const errors: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      errors.push(event.reason);
    };
    addEventListener('unhandledrejection', note);
    fail(new Error('Refused.'));
    await settle();
    removeEventListener('unhandledrejection', note);
    expect(errors).toEqual([]);
  });

  it('announces the order when the rows are sorted', async () => {
    const { sort, table } = await show();
    const message = TestBed.inject(Announcer).message;
    await sort(1);
    expect(message()).toBe('Sorted by Avg(Delay), descending');
    await sort(1);
    expect(message()).toBe('Sorted by Avg(Delay), ascending');
    await sort(0);
    expect(message()).toBe('Sorted by [Carrier], ascending');
    expect(table()?.getAttribute('aria-busy')).toBeNull();
  });

  it('is busy at once, says that there is no network, and sorts when the app is connected again', async () => {
    const { sort, table, text, go, settle } = await show();
    await go(false);
    expect(text()).not.toContain('no network');
    app.answer = disconnected;
    await sort(1);
    expect(table()?.getAttribute('aria-busy')).toBe('true');
    expect(text()).toContain('Sorting by Avg(Delay), descending …');
    expect(text()).toContain('There is no network. Check your network connection. The rows are sorted by');
    app.answer = () => Promise.resolve();
    await go(true);
    // enigma emits it when the socket is open again.
    app.tables[0]?.change();
    await settle();
    expect(text()).not.toContain('Sorting');
    expect(text()).not.toContain('network');
    expect(TestBed.inject(Announcer).message()).toBe('Sorted by Avg(Delay), descending');
  });

  it('offers to check the connection when an answer does not come', async () => {
    const { sort, text, element } = await show();
    app.answer = never;
    const realTimeout = setTimeout;
    spyOn(window, 'setTimeout').and.callFake(((work: () => void, delay?: number) =>
      realTimeout(work, delay === SLOW_MS ? 0 : delay)) as typeof setTimeout);
    await sort(1);
    expect(text()).toContain('Qlik has not answered yet.');
    element.querySelector<HTMLElement>('app-pending-notice button')?.click();
    expect(app.resume).toHaveBeenCalledTimes(1);
  });

  it('loads rows again that failed without a connection, and drops the alert', async () => {
    app.rowCount = 2;
    app.firstRows = 1;
    const { text, go, element, settle } = await show();
    app.state.set({ status: 'resuming', attempt: 1 });
    app.answerPage = disconnected;
    const scroller = element.querySelector<HTMLElement>('.scroller');
    scroller?.style.setProperty('height', '400px');
    await settle();
    app.tables[0]?.change();
    await settle();
    expect(text()).toContain('The missing rows are loaded as soon as the connection is back.');
    app.answerPage = () => Promise.resolve();
    app.state.set({ status: 'open' });
    await go(true);
    await settle();
    expect(text()).not.toContain('connection');
    expect(element.querySelector('[role=alert]')).toBeNull();
  });

  for (const firstRows of [5, 1])
    for (const place of [0, 3, 4])
      it(`keeps the focus on the value in row ${place} that is selected, and cleared; ${firstRows} rows come with the layout`, async () => {
        app.rowCount = 5;
        app.firstRows = firstRows;
        const { element, settle } = await show();
        element.querySelector<HTMLElement>('.scroller')?.style.setProperty('height', '400px');
        const values = () => [...element.querySelectorAll<HTMLElement>('[role=cell] button')];
        const until = async (count: number) => {
          for (let turn = 0; turn < 50 && values().length !== count; turn += 1) await settle();
          await settle();
        };
        const focused = () => [
          document.activeElement?.textContent?.trim(),
          document.activeElement?.getAttribute('aria-pressed'),
        ];
        await until(5);
        values()[place]?.focus();
        values()[place]?.click();
        await until(1);
        expect(focused()).toEqual([`Value ${place}`, 'true']);
        values()[0]?.click();
        await until(5);
        expect(focused()).toEqual([`Value ${place}`, 'false']);
      });

  for (const [rowCount, place] of [
    [120, 78],
    [1000, 700],
  ] as const)
    it(`keeps the focus and the scroll position on the value in row ${place} of ${rowCount} that is selected, and cleared, repeatedly`, async () => {
      app.rowCount = rowCount;
      app.firstRows = 20;
      const { element, settle } = await show();
      const scroller = element.querySelector<HTMLElement>('.scroller');
      if (!scroller) throw new Error('There are no rows.');
      scroller.style.setProperty('height', '400px');
      const line = () => element.querySelector(`[aria-rowindex="${place + 2}"]`);
      const value = () => line()?.children[0]?.querySelector<HTMLElement>('button');
      const until = async (isReached: () => boolean) => {
        for (let turn = 0; turn < 50 && !isReached(); turn += 1) await settle();
        await settle();
      };
      scroller.scrollTop = place * 32 - 96;
      await until(() => Boolean(value()));
      const before = scroller.scrollTop;
      expect(before).toBeGreaterThan(1000);
      value()?.focus({ preventScroll: true });
      for (const _ of [1, 2]) {
        (document.activeElement as HTMLElement).click();
        await until(() => element.querySelectorAll('[role=cell] button').length === 1);
        expect(document.activeElement?.getAttribute('aria-pressed')).toBe('true');
        (document.activeElement as HTMLElement).click();
        await until(() => document.activeElement === value());
        expect(document.activeElement?.textContent?.trim()).toBe(`Value ${place}`);
        expect(document.activeElement?.getAttribute('aria-pressed')).toBe('false');
        expect(scroller.scrollTop).toBe(before);
      }
    });

  it('leaves the focus where the user moves it while a selection is applied', async () => {
    app.rowCount = 5;
    const { element, settle } = await show();
    element.querySelector<HTMLElement>('.scroller')?.style.setProperty('height', '400px');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const value = element.querySelectorAll<HTMLElement>('[role=cell] button')[3];
    const header = element.querySelector<HTMLElement>('[role=columnheader] button');
    value?.focus();
    value?.click();
    header?.focus();
    await settle();
    expect(element.querySelectorAll('[role=cell] button').length).toBe(1);
    expect(document.activeElement).toBe(header);
  });

  it('marks selected values as pressed buttons, and rounds measures without a format', async () => {
    const pressed = async (state: string) => {
      app = new FakeApp();
      app.cellState = state;
      const { element } = await show();
      element.querySelector<HTMLElement>('.scroller')?.style.setProperty('height', '400px');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(element.querySelectorAll('[role=cell]')[1]?.textContent?.trim()).toBe('0.3');
      return element.querySelector('[role=cell] button')?.getAttribute('aria-pressed');
    };
    expect(await pressed('S')).toBe('true');
    expect(await pressed('L')).toBe('true');
    expect(await pressed('O')).toBe('false');
    expect(await pressed('X')).toBe('false');
  });
});

const MEASURE: HypercubeColumn = {
  kind: 'measure',
  index: 0,
  indexInKind: 0,
  title: 'Average',
  direction: 'descending',
  isNumeric: true,
  isAutoFormat: true,
};
const cell = (text: string, number?: number) => ({
  text,
  elementNumber: 0,
  isNull: false,
  ...(number !== undefined && { number }),
});

describe('the text of a cell', () => {
  it('is rounded for a measure without a number format', () => {
    for (const [text, number, written] of [
      ['0.30000000000000004', 0.1 + 0.2, '0.3'],
      ['8.2666666666667', 8.2666666666667, '8.27'],
      ['-1234567.8912346', -1_234_567.8912346, '-1234567.89'],
      ['8,2666666666667', 8.2666666666667, '8,27'],
      ['0.000123456789', 0.000123456789, '0.000123'],
      ['-4.4408920985006e-16', -4.4408920985006e-16, '-4.44e-16'],
      ['12', 12, '12'],
      ['1e+21', 1e21, '1e+21'],
    ] as const) {
      expect(writeCell(MEASURE, cell(text, number))).toBe(written);
    }
  });

  it('is the engine’s for formats, dates, texts and dimensions', () => {
    const { isAutoFormat, ...formatted } = MEASURE;
    expect(isAutoFormat).toBeTrue();
    expect(writeCell(formatted, cell('8.2667', 8.26666))).toBe('8.2667');
    expect(writeCell(MEASURE, cell('2001-03-22', 36_972.5))).toBe('2001-03-22');
    expect(writeCell(MEASURE, cell('12.55', 12.5))).toBe('12.55');
    expect(writeCell(MEASURE, cell('1.23456'))).toBe('1.23456');
    expect(writeCell(MEASURE, cell('-'))).toBe('-');
  });

  it('is short and close to the number, for any number', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (number) => {
        const written = writeCell(MEASURE, cell(String(Number(number.toPrecision(14))), number));
        expect(Math.abs(Number(written) - number)).toBeLessThanOrEqual(
          Math.abs(number) >= 1 ? 0.005_000_1 : Math.abs(number) * 0.005_000_1,
        );
        expect(written.replace(/e.*$/, '').split('.')[1] ?? '').toMatch(/^(\d{0,2}|0*\d{0,3})$/);
      }),
    );
  });
});
