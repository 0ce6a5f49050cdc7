import { readColumnChoice, writeColumnChoice } from './column-choice';

const KEY = 'app:columns';
const app = (appId: string, connectionId = 'acme') => ({ connectionId, appId });
const choice = (...dimensions: string[]) => ({ dimensions, measures: ['m'], expressions: ['Max(A)'] });

describe('the stored choice of columns', () => {
  beforeEach(() => localStorage.removeItem(KEY));
  afterEach(() => localStorage.removeItem(KEY));

  it('is kept for each connection and app', () => {
    expect(readColumnChoice(app('sales'))).toBeUndefined();
    writeColumnChoice(app('sales'), choice('a'));
    writeColumnChoice(app('sales', 'other'), choice('b'));
    writeColumnChoice(app('sales'), choice('c'));
    expect(readColumnChoice(app('sales'))).toEqual(choice('c'));
    expect(readColumnChoice(app('sales', 'other'))).toEqual(choice('b'));
    expect(readColumnChoice(app('flights'))).toBeUndefined();
  });

  it('is dropped for the oldest of many apps', () => {
    for (let number = 0; number <= 50; number += 1) writeColumnChoice(app(`app-${number}`), choice('a'));
    expect(readColumnChoice(app('app-0'))).toBeUndefined();
    expect(readColumnChoice(app('app-1'))).toEqual(choice('a'));
    expect(readColumnChoice(app('app-50'))).toEqual(choice('a'));
  });

  it('is none in a text of another form', () => {
    const key = JSON.stringify(['acme', 'sales']);
    for (const text of ['{', '{}', '[1]', `[[${JSON.stringify(key)},{"dimensions":[1]}]]`, 'null']) {
      localStorage.setItem(KEY, text);
      expect(readColumnChoice(app('sales')))
        .withContext(text)
        .toBeUndefined();
    }
    writeColumnChoice(app('sales'), choice('a'));
    expect(readColumnChoice(app('sales'))).toEqual(choice('a'));
  });
});
