import { findLineRange, writeInlineLoad } from './inline-load';

describe('writeInlineLoad', () => {
  it('writes a statement without empty lines', () => {
    expect(writeInlineLoad('Region,Sales\r\nNorth,10\r\n\r\n', 'Data')).toBe(
      '[Data]:\nLOAD * INLINE [\nRegion,Sales\nNorth,10\n];\n',
    );
  });

  it('names a delimiter other than the comma', () => {
    expect(writeInlineLoad('Region;Sales, total\nNorth;10', 'Data')).toContain("] (delimiter is ';');");
    expect(writeInlineLoad('Region\tSales\nNorth\t10', 'Data')).toContain("] (delimiter is '\\t');");
  });

  it('refuses text with a closing bracket, and empty text', () => {
    expect(writeInlineLoad('a\n[x]', 'Data')).toEqual({ problem: 'bracket' });
    expect(writeInlineLoad(' \n', 'Data')).toEqual({ problem: 'empty' });
  });
});

describe('findLineRange', () => {
  it('finds a line from its first to its last character', () => {
    expect(findLineRange('ab\ncde\nf', 2)).toEqual({ from: 3, to: 6 });
    expect(findLineRange('ab', 9)).toEqual({ from: 3, to: 3 });
  });
});
