import { isRecord } from '../json/is-record.ts';

/** Members of definitions that are expressions. Source: the types of Qlik's engine, `NxInlineDimensionDef`, `NxInlineMeasureDef`, `ValueExpr`. */
const EXPRESSIONS: ReadonlySet<string> = new Set(['qDef', 'qExpr', 'qExpression', 'qLabelExpression', 'qv']);
/** Members that are expressions, each element one. */
const LISTS: ReadonlySet<string> = new Set(['qFieldDefs']);

/** Returns the expressions in the definition of an object, each once. A text of an object is one when it begins with `=`. */
export function expressionsOf(definition: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const element of value) visit(element, LISTS.has(name) ? 'qDef' : name);
    else if (isRecord(value)) for (const [member, inner] of Object.entries(value)) visit(inner, member);
    else if (
      typeof value === 'string' &&
      value.trim() !== '' &&
      (EXPRESSIONS.has(name) || value.startsWith('='))
    )
      found.add(value);
  };
  visit(definition, '');
  return [...found];
}
