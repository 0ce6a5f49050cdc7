import type { Call, Expression } from '../expression/ast.ts';
import type { Evaluator } from '../expression/compile.ts';
import { textOf, type Value } from '../expression/value.ts';
import { childrenOf, mapExpression } from '../expression/walk.ts';
import type { NamedField } from './load-runner.ts';
import type { RowContext } from './row-context.ts';

/** Returns the calls of `SubField` without a field number, which make a record per part of the text. */
export function subFieldCallsIn(expression: Expression): readonly Call[] {
  const inner = childrenOf(expression).flatMap(subFieldCallsIn);
  return isSplitting(expression) ? [...inner, expression] : inner;
}

function isSplitting(expression: Expression): expression is Call {
  return expression.type === 'call' && expression.name === 'subfield' && expression.args.length === 2;
}

/** The parts of one text: the name of the value in the record, the text and its delimiter. */
interface Parts {
  readonly name: string;
  readonly text: Evaluator;
  readonly delimiter: Evaluator;
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
    for (const value of partsOf(split.text(row), split.delimiter(row))) {
      this.rows.recordValues.set(split.name, value);
      this.forEachRecord(row, add, from + 1);
    }
  }

  private replaced(call: Call): Expression {
    const [text, delimiter] = call.args.map((arg) => this.rows.compile(arg));
    const name = `\u0000part ${this.parts.length}`;
    this.rows.recordValues.set(name, null);
    if (text && delimiter) this.parts.push({ name, text, delimiter });
    return { type: 'field', name };
  }
}

function partsOf(text: Value, delimiter: Value): readonly Value[] {
  return text === null ? [null] : textOf(text).split(textOf(delimiter));
}
