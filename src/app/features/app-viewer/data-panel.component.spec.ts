import { TestBed } from '@angular/core/testing';
import { Announcer } from '../../ui/announcer';
import { DataPanelComponent } from './data-panel.component';
import { FakeApp } from './fake-app.spec';

const STORED = 'app:columns';

async function show(app: FakeApp) {
  const fixture = TestBed.createComponent(DataPanelComponent);
  const element = fixture.nativeElement as HTMLElement;
  document.body.append(element);
  fixture.componentRef.setInput('appSession', app.appSession);
  const settle = async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  await settle();
  element.querySelector<HTMLElement>('[aria-controls=column-choices]')?.click();
  await settle();
  const box = (label: string) => {
    const found = [...element.querySelectorAll('label')].find((each) => each.textContent?.trim() === label);
    const input = found?.querySelector('input');
    if (!input) throw new Error(`There is no ${label}.`);
    return input;
  };
  const click = async (label: string) => {
    box(label).click();
    await settle();
  };
  const ticked = () =>
    [...element.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
      .filter(({ checked }) => checked)
      .map(({ parentElement }) => parentElement?.textContent?.trim() ?? '');
  const header = (title: string) =>
    [...element.querySelectorAll('[role=columnheader]')].find((each) => each.textContent?.includes(title));
  const sort = async (title: string) => {
    header(title)?.querySelector('button')?.click();
    await settle();
  };
  const sorted = () =>
    [...element.querySelectorAll('[role=columnheader]:not([aria-sort=none])')].map(
      (each) => `${each.textContent?.trim().split(/\s/)[0]} ${each.getAttribute('aria-sort')}`,
    );
  return { fixture, element, box, click, ticked, settle, sort, sorted };
}

describe('the columns of the data panel', () => {
  beforeEach(() => localStorage.removeItem(STORED));
  afterEach(() => localStorage.removeItem(STORED));

  it('are the first master items initially', async () => {
    const app = new FakeApp();
    const { ticked } = await show(app);
    expect(app.columns).toEqual(['date', 'delay', 'flights']);
    expect(ticked()).toEqual(['Date', 'Delay', 'Flights']);
  });

  it('are those that the user ticks, also without any dimension', async () => {
    const app = new FakeApp();
    const { click, ticked, fixture, settle } = await show(app);
    await click('Date');
    expect(app.columns).toEqual(['delay', 'flights']);
    // The lists of another connection to the same app.
    fixture.componentRef.setInput('appSession', new FakeApp().appSession);
    await settle();
    expect(ticked()).toEqual(['Delay', 'Flights']);
  });

  it('are closed by Escape, with the focus on what opens them', async () => {
    const { fixture, element, box } = await show(new FakeApp());
    const opener = element.querySelector<HTMLElement>('[aria-controls=column-choices]');
    if (!opener) throw new Error('There is no choice.');
    expect(box('Date').checkVisibility()).toBeTrue();
    box('Date').focus();
    box('Date').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await fixture.whenStable();
    expect(element.querySelector('input')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('are at least one: the last one stays, with a reason', async () => {
    const app = new FakeApp();
    const { click, ticked, box, element } = await show(app);
    await click('Date');
    await click('Flights');
    const last = box('Delay');
    const reason = 'A table needs a column: choose another one before you remove “Delay”.';
    expect(TestBed.inject(Announcer).message()).toBe(reason);
    expect(last.getAttribute('aria-disabled')).toBe('true');
    expect(last.disabled).toBeFalse();
    const description = last.getAttribute('aria-describedby') ?? '';
    expect(element.querySelector(`#${description}`)?.textContent).toBe(reason);
    await click('Delay');
    expect(ticked()).toEqual(['Delay']);
    expect(app.columns).toEqual(['delay']);
    await click('Carrier (field)');
    await click('Delay');
    expect(ticked()).toEqual(['Carrier (field)']);
    expect(box('Delay').getAttribute('aria-disabled')).toBeNull();
  });

  it('are kept for the app over a reload', async () => {
    const first = await show(new FakeApp());
    await first.click('Date');
    await first.click('Carrier (field)');
    first.fixture.destroy();
    const again = new FakeApp();
    expect((await show(again)).ticked()).toEqual(['Carrier (field)', 'Delay', 'Flights']);
    expect(again.columns).toEqual(['[Carrier]', 'delay', 'flights']);
    const other = new FakeApp('flights');
    await show(other);
    expect(other.columns).toEqual(['date', 'delay', 'flights']);
  });

  it('are the first ones when the app has lost the stored ones', async () => {
    const stored = { dimensions: ['field:Old'], measures: [], expressions: [] };
    localStorage.setItem(STORED, JSON.stringify([[JSON.stringify(['acme', 'sales']), stored]]));
    const app = new FakeApp();
    await show(app);
    expect(app.columns).toEqual(['date', 'delay', 'flights']);
  });
});

describe('the order of the data panel', () => {
  beforeEach(() => localStorage.removeItem(STORED));
  afterEach(() => localStorage.removeItem(STORED));

  for (const column of ['delay', 'date', 'flights'])
    for (const times of [1, 2])
      it(`stays after ${times} clicks on ${column} when other columns are added and removed`, async () => {
        const { click, sort, sorted } = await show(new FakeApp());
        for (let time = 0; time < times; time += 1) await sort(column);
        const before = sorted();
        expect(before).toEqual([jasmine.stringMatching(`^${column} `)]);
        for (const other of ['Carrier (field)', 'Sum of Miles', 'Date', 'Delay', 'Flights']) {
          if (other.toLowerCase() === column) continue;
          await click(other);
          expect(sorted()).withContext(other).toEqual(before);
        }
      });

  it('is the default one without the sorted column, and is announced', async () => {
    const { click, sort, sorted } = await show(new FakeApp());
    await sort('delay');
    await sort('delay');
    expect(sorted()).toEqual(['delay ascending']);
    await click('Delay');
    expect(sorted()).toEqual(['date ascending']);
    expect(TestBed.inject(Announcer).message()).toBe(
      'The table has no column delay any more. Sorted by date, ascending',
    );
    await click('Delay');
    expect(sorted()).toEqual(['date ascending']);
  });

  it('is announced with the columns that the table has, when they change before it is sorted', async () => {
    const app = new FakeApp();
    const { click, sort, sorted } = await show(app);
    let answer: () => void = () => undefined;
    app.answer = () => new Promise((resolve) => (answer = resolve));
    await sort('delay');
    await sort('delay');
    await click('Carrier (field)');
    expect(sorted()).toEqual(['delay ascending']);
    expect(TestBed.inject(Announcer).message()).toBe('Sorted by delay, ascending');
    answer();
  });
});
