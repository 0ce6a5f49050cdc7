import type { Column, Derivation } from '../../apps/app-definition.ts';
import type { Expression } from '../expression/ast.ts';
import type { Value } from '../expression/value.ts';
import { ScriptError } from './script-error.ts';
import { keyOf, type ScriptTable } from './script-table.ts';

/** A field of a field definition: an expression in which `$1` is the source field. */
export interface DerivedField {
  readonly name: string;
  readonly source: string;
  readonly tags: readonly string[];
}

/** A field definition of a `Declare` statement. */
export interface FieldDefinition {
  readonly tags: readonly string[];
  readonly parameters: ReadonlyMap<string, Expression>;
  readonly fields: readonly DerivedField[];
}

/** The source fields of a `Derive` statement: by name, or by a tag of theirs. */
interface DerivationRule {
  readonly definition: string;
  readonly fields: readonly string[];
  readonly tags: readonly string[];
}

/** A field of the data with its tags. */
interface TaggedField {
  readonly name: string;
  readonly tags: readonly string[];
}

/** The fields of a table that others can be derived from. */
export interface DerivationSources {
  readonly fields: readonly TaggedField[];
  /** Returns whether fields are derived in this table; a field may be in several. */
  readonly isOwned: (field: string) => boolean;
  readonly compile: CompileDerived;
}

/** Compiles an expression over one field to a function of its value. */
export type CompileDerived = (
  source: string,
  field: string,
  parameters: ReadonlyMap<string, Expression>,
) => (value: Value) => Value;

/** The field definitions of `Declare` statements and the fields that `Derive` statements apply them to. */
export class DerivedFields {
  private readonly definitions = new Map<string, FieldDefinition>();
  private readonly rules: DerivationRule[] = [];

  declare(name: string, definition: FieldDefinition): void {
    this.definitions.set(name, definition);
  }

  /** @throws {ScriptError} when there is no such definition */
  definition(name: string): FieldDefinition {
    const found = this.definitions.get(name);
    if (!found) throw new ScriptError(`Field definition '${name}' not found`);
    return found;
  }

  /** @throws {ScriptError} when there is no such definition */
  deriveFromFields(definition: string, fields: readonly string[]): void {
    this.definition(definition);
    this.rules.push({ definition, fields, tags: [] });
  }

  /** @throws {ScriptError} when there is no such definition */
  deriveFromTags(definition: string, tags: readonly string[]): void {
    this.definition(definition);
    this.rules.push({ definition, fields: [], tags });
  }

  /** Returns the columns that are derived from the columns of a table. */
  columnsOf(table: ScriptTable, { fields, isOwned, compile }: DerivationSources): readonly Column[] {
    const columns = new Map<string, Column>();
    for (const rule of this.rules) {
      const sources = fields.filter(
        ({ name, tags }) =>
          (rule.fields.includes(name) || rule.tags.some((tag) => tags.includes(tag))) && isOwned(name),
      );
      for (const { name } of sources)
        for (const column of this.derivedColumns(
          rule.definition,
          name,
          table.columns.get(name) ?? [],
          compile,
        ))
          columns.set(column.name, column);
    }
    return [...columns.values()];
  }

  private derivedColumns(
    definition: string,
    field: string,
    values: readonly Value[],
    compile: CompileDerived,
  ): readonly Column[] {
    const { fields, parameters } = this.definition(definition);
    return fields.map(({ name, source, tags }) => {
      const evaluate = oncePerValue(compile(source, field, parameters));
      const derivation: Derivation = {
        field,
        definition,
        name,
        expression: `=${expressionOver(source, field)}`,
      };
      return { name: `${field}.${definition}.${name}`, values: values.map(evaluate), tags, derivation };
    });
  }
}

/** Returns the expression of a derived field with its source field in place of `$1`. */
export function expressionOver(source: string, field: string): string {
  return source.replace(/\$1(?!\d)/g, () => `[${field.replaceAll(']', ']]')}]`);
}

function oncePerValue(evaluate: (value: Value) => Value): (value: Value) => Value {
  const known = new Map<string, Value>();
  return (value) => {
    const key = keyOf(value) ?? '';
    const found = known.get(key);
    if (found !== undefined) return found;
    const result = evaluate(value);
    known.set(key, result);
    return result;
  };
}
