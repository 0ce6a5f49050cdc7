import type { Call, Expression } from '../expression/ast.ts';
import type { Evaluator } from '../expression/compile.ts';
import { allMatches } from '../expression/regex-functions.ts';
import { textOf, type Value } from '../expression/value.ts';
import { childrenOf, mapExpression } from '../expression/walk.ts';
import type { NamedField } from './load-runner.ts';
import type { RowContext } from './row-context.ts';

/** Returns the calls of `SubField`, and of similar functions, without a field number, which make a record per part of the text. */
export function subFieldCallsIn(expression: Expression): readonly Call[] {
  const inner = childrenOf(expression).flatMap(subFieldCallsIn);
  return isSplitting(expression) ? [...inner, expression] : inner;
}

/** Functions with an optional field number, by the number of their arguments without it. */
const SPLITTING: Readonly<Record<string, number>> = {
  subfield: 2,
  subfieldregex: 2,
  subfieldregexi: 2,
  extractregex: 2,
  extractregexi: 2,
  extractregexgroup: 3,
  extractregexgroupi: 3,
};

function isSplitting(expression: Expression): expression is Call {
  return (
    expression.type === 'call' &&
    Object.hasOwn(SPLITTING, expression.name) &&
    expression.args.length === SPLITTING[expression.name]
  );
}

/** The parts of one text: the name of the value in the record, and the values. */
interface Parts {
  readonly name: string;
  readonly valuesOf: (row: number) => readonly Value[];
}

/** The records that `SubField(text, delimiter)` makes of one: every combination, if there are several. */
export class SubFieldRecords {
  /** The fields with a value of the record in place of each call. */
  readonly fields: readonly NamedField[];
  private readonly parts: Parts[] = [];

  constructor(
    fields: readonly NamedField[],
    private readonly rows: RowContext,
  ) {
    this.fields = fields.map((field) => ({
      ...field,
      expression: mapExpression(field.expression, (part) => (isSplitting(part) ? this.replaced(part) : part)),
    }));
  }

  /** Calls `add` once per combination of parts, whose values the record then has. */
  forEachRecord(row: number, add: (row: number) => void, from = 0): void {
    const split = this.parts[from];
    if (!split) {
      add(row);
      return;
    }
    for (const value of split.valuesOf(row)) {
      this.rows.recordValues.set(split.name, value);
      this.forEachRecord(row, add, from + 1);
    }
  }

  private replaced(call: Call): Expression {
    const args: readonly Evaluator[] = call.args.map((arg) => this.rows.compile(arg));
    const name = `\u0000part ${this.parts.length}`;
    this.rows.recordValues.set(name, null);
    this.parts.push({
      name,
      valuesOf: (row) =>
        partsOf(
          call.name,
          args.map((arg) => arg(row)),
        ),
    });
    return { type: 'field', name };
  }
}

/** Returns the parts of a text; null for a text that is null or has no match. */
function partsOf(name: string, values: readonly Value[]): readonly Value[] {
  const [text = null, delimiter = null] = values;
  if (text === null) return [null];
  if (name === 'subfield') return textOf(text).split(textOf(delimiter));
  const parts = allMatches(name, values);
  return parts.length === 0 ? [null] : parts;
}
