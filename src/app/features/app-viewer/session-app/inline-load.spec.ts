import { findLineRange, writeInlineLoad } from './inline-load';

describe('writeInlineLoad', () => {
  it('puts the lines into a statement, without empty ones', () => {
    expect(writeInlineLoad('Region,Sales\r\nNorth,10\r\n\r\n', 'Data')).toBe(
      '[Data]:\nLOAD * INLINE [\nRegion,Sales\nNorth,10\n];\n',
    );
  });

  it('names the delimiter where it is no comma', () => {
    expect(writeInlineLoad('Region;Sales, total\nNorth;10', 'Data')).toContain("] (delimiter is ';');");
    expect(writeInlineLoad('Region\tSales\nNorth\t10', 'Data')).toContain("] (delimiter is '\\t');");
  });

  it('refuses what would end the table early, and nothing at all', () => {
    expect(writeInlineLoad('a\n[x]', 'Data')).toEqual({ problem: 'bracket' });
    expect(writeInlineLoad(' \n', 'Data')).toEqual({ problem: 'empty' });
  });
});

describe('placeOfLine', () => {
  it('finds a line from its first to its last letter', () => {
    expect(findLineRange('ab\ncde\nf', 2)).toEqual({ from: 3, to: 6 });
    expect(findLineRange('ab', 9)).toEqual({ from: 3, to: 3 });
  });
});
