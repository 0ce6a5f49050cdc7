import type { SelectionSet } from '../selection/selection-set.ts';

/** Returns selections as set analysis: `{1<[Field]={'a','b'},[Year]={2024}>}`, or `{1}` without selections. */
export function setExpressionOf(selections: SelectionSet): string {
  if (selections.size === 0) return '{1}';
  const modifiers = [...selections.values()].map(({ field, mask }) => {
    const values: string[] = [];
    mask.forEach((flag, code) => {
      if (!flag) return;
      const number = field.symbols.numberOf(code);
      const text = field.symbols.textOf(code);
      values.push(Number.isNaN(number) ? `'${text.replaceAll("'", "''")}'` : String(number));
    });
    return `[${field.name.replaceAll(']', ']]')}]={${values.join(',')}}`;
  });
  return `{1<${modifiers.join(',')}>}`;
}
