import { readCheck } from './check-expression';

describe('the check of an expression', () => {
  it('finds nothing wrong where the engine does not', () => {
    expect(readCheck('Sum(Sales)', { qErrorMsg: '', qBadFieldNames: [] })).toEqual({
      isValid: true,
      unknownFields: [],
    });
  });

  it('hands on what the engine says of the syntax', () => {
    expect(readCheck('Sum(', { qErrorMsg: 'Error in expression', qBadFieldNames: [] })).toEqual({
      isValid: false,
      syntaxError: 'Error in expression',
      unknownFields: [],
    });
  });

  it('names each unknown field once, as it stands in the expression', () => {
    const check = readCheck('Sum([Sale s])/Sum([Sale s])+Max(x)', {
      qErrorMsg: '',
      qBadFieldNames: [
        { qFrom: 5, qCount: 6 },
        { qFrom: 19, qCount: 6 },
        { qFrom: 32, qCount: 1 },
      ],
    });
    expect(check).toEqual({ isValid: false, unknownFields: ['Sale s', 'x'] });
  });

  it('names the whole expression where a variable brought the field in', () => {
    const check = readCheck('$(vSum)', { qBadFieldNames: [{ qFrom: 0, qCount: 0 }] });
    expect(check.unknownFields).toEqual(['$(vSum)']);
  });

  it('takes an answer of another form for none', () => {
    expect(readCheck('1', undefined).isValid).toBe(true);
  });
});
