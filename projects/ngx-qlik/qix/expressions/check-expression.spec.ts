import { readCheck } from './check-expression';

describe('the check of an expression', () => {
  it('accepts an expression that the engine accepts', () => {
    expect(readCheck('Sum(Sales)', { qErrorMsg: '', qBadFieldNames: [] })).toEqual({
      isValid: true,
      unknownFields: [],
    });
  });

  it('passes on the engine’s syntax error', () => {
    expect(readCheck('Sum(', { qErrorMsg: 'Error in expression', qBadFieldNames: [] })).toEqual({
      isValid: false,
      syntaxError: 'Error in expression',
      unknownFields: [],
    });
  });

  it('names each unknown field once, as in the expression', () => {
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

  it('names the whole expression when a variable inserts the field', () => {
    const check = readCheck('$(vSum)', { qBadFieldNames: [{ qFrom: 0, qCount: 0 }] });
    expect(check.unknownFields).toEqual(['$(vSum)']);
  });

  it('treats a response of another shape as empty', () => {
    expect(readCheck('1', undefined).isValid).toBe(true);
  });
});
