import { toJsonAttribute } from './embed-attributes';
import { updateAttributes } from './update-attributes';

describe('updateAttributes', () => {
  it('changes only attributes that differ', () => {
    const element = document.createElement('div');
    updateAttributes(element, {}, { a: '1', b: '2', c: undefined });
    const set = spyOn(element, 'setAttribute').and.callThrough();
    const remove = spyOn(element, 'removeAttribute').and.callThrough();
    updateAttributes(element, { a: '1', b: '2', c: undefined }, { a: '1', b: undefined, c: '3' });
    expect(set.calls.allArgs()).toEqual([['c', '3']]);
    expect(remove.calls.allArgs()).toEqual([['b']]);
    expect(element.outerHTML).toBe('<div a="1" c="3"></div>');
  });
});

describe('toJsonAttribute', () => {
  it('keeps undefined', () => {
    expect(toJsonAttribute(undefined)).toBeUndefined();
    expect(toJsonAttribute(['[Region]'])).toBe('["[Region]"]');
  });
});
