import { isRecord } from '../json/is-record.ts';

/** An expression in the definition of an object. */
export interface WrittenExpression {
  readonly source: string;
  /** True for the field of a dimension, which may be a name without brackets. */
  readonly isField: boolean;
}

/** Members of definitions that are expressions. Source: the types of Qlik's engine, `NxInlineDimensionDef`, `NxInlineMeasureDef`, `ValueExpr`. */
const EXPRESSIONS: ReadonlySet<string> = new Set(['qDef', 'qExpr', 'qExpression', 'qLabelExpression', 'qv']);
/** Members that are expressions, each element one. */
const FIELDS: ReadonlySet<string> = new Set(['qFieldDefs']);

/** Returns the expressions in the definition of an object, each once. A text of an object is one when it begins with `=`. */
export function expressionsOf(definition: unknown): readonly WrittenExpression[] {
  const found = new Map<string, WrittenExpression>();
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const element of value) visit(element, name);
    else if (isRecord(value)) for (const [member, inner] of Object.entries(value)) visit(inner, member);
    else if (typeof value === 'string' && value.trim() !== '') {
      const isField = FIELDS.has(name);
      if (isField || EXPRESSIONS.has(name) || value.startsWith('='))
        found.set(`${isField} ${value}`, { source: value, isField });
    }
  };
  visit(definition, '');
  return [...found.values()];
}

/** Returns the labels of the measures in a definition, which its expressions can refer to. */
export function labelsOf(definition: unknown): readonly string[] {
  if (Array.isArray(definition)) return definition.flatMap(labelsOf);
  if (!isRecord(definition)) return [];
  const { qLabel } = definition;
  const own = typeof qLabel === 'string' && qLabel !== '' ? [qLabel] : [];
  return [...own, ...Object.values(definition).flatMap(labelsOf)];
}

/** A reference to a master item. */
interface LibraryReference {
  readonly id: string;
  readonly kind: 'dimension' | 'measure' | 'item';
}

const KINDS: Readonly<Record<string, LibraryReference['kind']>> = {
  qDimensions: 'dimension',
  qListObjectDef: 'dimension',
  qMeasures: 'measure',
};

/** Returns the references to master items in a definition, with the kind that their place asks for. */
export function libraryReferencesOf(definition: unknown): readonly LibraryReference[] {
  const found: LibraryReference[] = [];
  const visit = (value: unknown, kind: LibraryReference['kind']): void => {
    if (Array.isArray(value)) for (const element of value) visit(element, kind);
    if (!isRecord(value)) return;
    const { qLibraryId: id } = value;
    if (typeof id === 'string' && id !== '') found.push({ id, kind });
    for (const [member, inner] of Object.entries(value)) visit(inner, KINDS[member] ?? 'item');
  };
  visit(definition, 'item');
  return found;
}
