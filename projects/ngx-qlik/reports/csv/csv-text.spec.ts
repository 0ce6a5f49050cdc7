import { dsvFormat } from 'd3-dsv';
import fc from 'fast-check';
import { anyCharacter } from '../../../../tests/support/any-character';
import { generatedCases } from '../../generated-cases.spec';
import { type CsvOptions, toCsv } from './csv-text';

describe('toCsv', () => {
  it('is read by another parser as it was', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('', '"', ',', ';', '\t', '\r\n', '\n', '\r', '=1+1', '-5', 'a,"b"\r\nc'),
    );
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(rows, fc.constantFrom(',' as const, ';' as const, '\t' as const), (table, separator) => {
        const text = toCsv(table, { separator, guardsFormulas: false });
        expect(
          dsvFormat(separator)
            .parseRows(text)
            .map((row) => [...row]),
        ).toEqual(table);
      }),
      { numRuns: generatedCases(300) },
    );
  });

  it('has numbers that another parser reads as they were, with either decimal sign', () => {
    const rows = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(
        fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), {
          minLength: width,
          maxLength: width,
        }),
        { minLength: 1, maxLength: 4 },
      ),
    );
    const separators = fc.constantFrom(',' as const, ';' as const, '\t' as const);
    const decimalSigns = fc.constantFrom('.' as const, ',' as const);
    fc.assert(
      fc.property(rows, separators, decimalSigns, (table, separator, decimalSign) => {
        const written = dsvFormat(separator)
          .parseRows(toCsv(table, { separator, decimalSign }))
          .map((row) => [...row]);
        expect(written.map((row) => row.map((text) => Number(text.replace(decimalSign, '.'))))).toEqual(
          // A file has no negative zero.
          table.map((row) => row.map((value) => (value === 0 ? 0 : value))),
        );
        for (const text of written.flat()) expect(text).not.toContain(decimalSign === ',' ? '.' : ',');
      }),
      { numRuns: generatedCases(300) },
    );
  });

  for (const [options, line] of [
    [{}, '6.325,-36.5,1e+21,6.325\r\n'],
    [{ separator: ';' }, '6.325;-36.5;1e+21;6.325\r\n'],
    [{ separator: ';', decimalSign: ',' }, '6,325;-36,5;1e+21;6.325\r\n'],
    [{ separator: '\t', decimalSign: ',' }, '6,325\t-36,5\t1e+21\t6.325\r\n'],
    [{ decimalSign: ',' }, '"6,325","-36,5",1e+21,6.325\r\n'],
    [{ decimalSign: undefined } as object, '6.325,-36.5,1e+21,6.325\r\n'],
  ] as const satisfies readonly (readonly [Partial<CsvOptions>, string])[])
    it(`writes numbers with the decimal sign, and texts as they are, with ${JSON.stringify(options)}`, () => {
      expect(toCsv([[6.325, -36.5, 1e21, '6.325']], options)).toBe(line);
    });

  it('has for what is no finite number what stands for a null', () => {
    expect(toCsv([[NaN, Infinity, -Infinity, null, 0]], { nullText: '-' })).toBe('-,-,-,-,0\r\n');
  });

  it('ends each line with CR LF, and quotes only what needs it', () => {
    expect(
      toCsv([
        ['a', 'b c'],
        ['x,y', 'say "hi"'],
        ['1\n2', ''],
      ]),
    ).toBe('a,b c\r\n"x,y","say ""hi"""\r\n"1\n2",\r\n');
    expect(toCsv([['a;b', 'c,d']], { separator: ';' })).toBe('"a;b";c,d\r\n');
  });

  for (const text of [
    '=HYPERLINK("https://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+1)',
    ' =1+1',
    '\u00A0=1+1',
    '\uFF1D1+1',
    '\uFF0B1',
    '--1',
    '-',
    '-1-1',
    '- -1',
    '+49 (30) 1234=',
  ])
    it(`keeps spreadsheets from running ${JSON.stringify(text)}`, () => {
      const [[guarded]] = dsvFormat(',').parseRows(toCsv([[text, 'x']])) as [[string]];
      expect(guarded).toBe(`'${text}`);
      const [[plain]] = dsvFormat(',').parseRows(toCsv([[text, 'x']], { guardsFormulas: false })) as [
        [string],
      ];
      expect(plain).toBe(text);
    });

  for (const [text, guarded] of [
    ['x;=1+1', "x;'=1+1"],
    ['x; "@SUM(1)', 'x; "\'@SUM(1)'],
    ['x\t=1+1', "x\t'=1+1"],
    ['x\r\n-1+1', "x\r\n'-1+1"],
    ['=1;=2', "'=1;'=2"],
    ['\t=1', "'\t'=1"],
    ['\r=1', "'\r'=1"],
    [' \n\n=1+1\n', "' \n\n'=1+1\n"],
    ['x,\n=1+1', "x,\n'=1+1"],
    // Within quotes, the file's own separator begins no cell.
    ['x,=1+1', 'x,=1+1'],
    ['a;b;-5', 'a;b;-5'],
  ] as const)
    it(`keeps spreadsheets that split at other characters from running ${JSON.stringify(text)}`, () => {
      const [[, written]] = dsvFormat(',').parseRows(toCsv([['a', text]])) as [[string, string]];
      expect(written).toBe(guarded);
    });

  for (const [row, line] of [
    [[-5, "1+cmd|' /C calc'!A0"], `"-5","1+cmd|' /C calc'!A0"\r\n`],
    [['-$1', 7, '1*cmd', 'x'], '"-$1",7,"1*cmd","x"\r\n'],
    [['a;-5', '1+cmd', ''], '"a;-5","1+cmd",\r\n'],
    [['a;-5,1+cmd;'], `"a;'-5,1+cmd;"\r\n`],
    [['a', '5', '1+cmd', -5], 'a,5,1+cmd,-5\r\n'],
    [[-5, 6, '-7', '8 %'], '"-5",6,"-7","8 %"\r\n'],
  ] as const)
    it(`ends a cell that begins with a number before the text behind it, in ${JSON.stringify(row)}`, () => {
      expect(toCsv([row])).toBe(line);
      expect(toCsv([row], { guardsFormulas: false })).not.toContain("'-5");
    });

  it('has no formula in any cell, at whichever separator a spreadsheet splits the file', () => {
    const separator = fc.constantFrom(',' as const, ';' as const, '\t' as const);
    const fragment = fc.constantFrom(
      ...['=1+1', '@SUM(1)', '+cmd', '-2+3', '\uFF1D1', '-5', 'a', '"', ' ', '\u00A0'],
      ...[',', ';', '\t', '\r', '\n', '\r\n'],
    );
    const text = fc.array(fragment, { maxLength: 6 }).map((fragments) => fragments.join(''));
    const value = fc.oneof({ weight: 3, arbitrary: text }, fc.constantFrom(-5, 5));
    const rows = fc
      .integer({ min: 1, max: 3 })
      .chain((width) =>
        fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3 }),
      );
    fc.assert(
      fc.property(rows, separator, separator, (table, own, other) => {
        const file = toCsv(table, { separator: own });
        const formulas = spreadsheetCells(file, other).filter(
          (cell) => /^\s*[=@+\-\uFF1D]/.test(cell) && !isNumberAndTexts(cell),
        );
        expect(formulas).withContext(JSON.stringify(file)).toEqual([]);
      }),
      { numRuns: generatedCases(3_000) },
    );
  });

  for (const text of ['\n', ' ', '"', ',"', '\n"=', '.'])
    it(`needs no more than a moment for a long text of ${JSON.stringify(text)}`, () => {
      const begun = performance.now();
      toCsv([[`x,${text.repeat(500_000)}`]]);
      // What grows with the square of the length takes minutes.
      expect(performance.now() - begun).toBeLessThan(8_000);
    });

  it('takes an option that is undefined as one that is not given', () => {
    // Pages without `exactOptionalPropertyTypes` may pass them.
    const options: object = { guardsFormulas: undefined, separator: undefined };
    expect(toCsv([['=1', 'a,b']], options)).toBe(`'=1,"a,b"\r\n`);
  });

  for (const text of [
    '-5',
    '+5',
    '-1,234.50',
    '-1.234,50',
    '-12%',
    '-$5.00',
    '- 5',
    '-5 €',
    '-1e-7',
    '-1 234,5',
    'a=b',
    "it's",
    '',
  ])
    it(`leaves ${JSON.stringify(text)} as it is`, () => {
      const [[same]] = dsvFormat(',').parseRows(toCsv([[text, 'x']])) as [[string]];
      expect(same).toBe(text);
    });
});

/** Whether a cell has a number and no more before its end, a text in quotes, or the end of its line: no spreadsheet takes that for a formula. */
function isNumberAndTexts(cell: string): boolean {
  return /^\s*-5[-5,;\t \u00A0]*(?:["\r\n]|$)/.test(cell);
}

/** The cells of a file as a lenient reader sees them: quotes count only where a cell begins, and text may follow them. */
function spreadsheetCells(file: string, separator: string): readonly string[] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"?)?([^${separator}\\r\\n]*)(?:[${separator}\\r\\n]|$)`, 'y');
  const cells: string[] = [];
  while (cell.lastIndex < file.length) {
    const [, quoted = '', plain = ''] = cell.exec(file) ?? [];
    cells.push(`${quoted.replaceAll('""', '"')}${plain}`);
  }
  return cells;
}
