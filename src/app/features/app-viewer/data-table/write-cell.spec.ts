import fc from 'fast-check';
import type { HypercubeColumn } from 'ngx-qlik/qix';
import { writeCell } from './write-cell';

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
