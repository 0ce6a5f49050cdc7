import type { FakeAppData, FakeRow, FakeValue } from './fake-app-data';
import { unsupported } from './engine-faults';

/** The element number of null. */
export const NULL_ELEMENT = -2;

/** A field of the table, or an expression as a dimension. */
export interface FakeField {
  readonly name: string;
  /** Distinct values in load order, without null; the index is the element number. */
  readonly values: readonly (string | number)[];
  /** The element number in each row; {@link NULL_ELEMENT} for null. */
  readonly elements: readonly number[];
  readonly isNumeric: boolean;
}

/** The rows of an app and their fields. */
export class FakeTable {
  readonly names: readonly string[];
  private readonly known = new Map<string, FakeField>();

  constructor(
    readonly rows: readonly FakeRow[],
    private readonly data: FakeAppData,
    /** The values of the variables, for the functions that a test gives. */
    private readonly variables: () => Readonly<Record<string, string | number>> = () => ({}),
  ) {
    this.names = [...new Set([...(data.fields ?? []), ...[...data.rows, ...rows].flatMap(Object.keys)])];
  }

  /** The function that a test gives for an expression, for one calculation: variables keep their values. */
  expression(definition: string): ((rows: readonly FakeRow[]) => FakeValue) | undefined {
    const wanted = toText(definition);
    const found = Object.entries(this.data.expressions ?? {}).find(([text]) => toText(text) === wanted);
    const calculate = found?.[1];
    if (!calculate) return undefined;
    const variables = this.variables();
    // A function may sort its rows, and others get them too.
    return (rows) => calculate([...rows], variables);
  }

  /** The name of a field that a text names: `Region`, `[Region]` or `"Region"`; `undefined` when there is none. */
  nameOf(text: string): string | undefined {
    const name = unquote(text);
    return this.names.includes(name) ? name : undefined;
  }

  /** The field of that name, which is one of {@link names}. */
  named(name: string): FakeField {
    const known = this.known.get(name) ?? this.read(name, (row) => row[name]);
    this.known.set(name, known);
    return known;
  }

  /**
   * The field of a dimension.
   * @throws {UnsupportedByFake} for an unknown field, and an expression without a function; see {@link dimensionField}
   */
  field(definition: string): FakeField {
    const found = this.find(definition);
    if (!found) throw unknownExpression(definition, this.names);
    return found;
  }

  /** The field of a dimension; `undefined` for an unknown field, and an expression without a function. */
  find(definition: string): FakeField | undefined {
    const name = this.nameOf(definition) ?? this.nameOf(toText(definition));
    if (name !== undefined) return this.named(name);
    const calculate = this.expression(definition);
    // Calculated anew each time: its values may be others after a change of a variable.
    return calculate && this.read(definition, (row) => calculate([row]));
  }

  /**
   * The field of a dimension; for a name that is no field, one without values, as in Qlik.
   * @throws {UnsupportedByFake} for an expression without a function
   */
  dimensionField(definition: string): FakeField {
    const isName = /^(?:\[.*\]|".*"|[\p{L}_][\p{L}\p{N}_ ]*)$/su.test(definition.trim());
    if (isName && !this.find(definition)) return this.read(unquote(definition), () => null);
    return this.field(definition);
  }

  private read(name: string, valueOf: (row: FakeRow) => FakeValue): FakeField {
    const values: (string | number)[] = [];
    const numbers = new Map<string | number, number>();
    const elements = this.rows.map((row) => {
      const value = valueOf(row);
      if (value === null || value === undefined) return NULL_ELEMENT;
      const element = numbers.get(value) ?? values.push(value) - 1;
      numbers.set(value, element);
      return element;
    });
    const isNumeric = values.length > 0 && values.every((value) => typeof value === 'number');
    return { name, values, elements, isNumeric };
  }
}

/** An expression without its `=` and the spaces around it. */
export function toText(definition: string): string {
  return definition.trim().replace(/^=\s*/, '');
}

/** The title of a dimension without a label: the name of its field, else its expression. */
export function toTitle(definition: string): string {
  return definition.trim().startsWith('=') ? toText(definition) : unquote(definition);
}

/** The error for an expression that cannot be calculated. */
export function unknownExpression(definition: string, names: readonly string[]): Error {
  return unsupported(
    `cannot calculate "${definition}"`,
    `Its fields are ${names.join(', ') || 'none'}. Give the expression a function: expressions: { ${JSON.stringify(toText(definition))}: (rows) => … } in the data of the app.`,
  );
}

function unquote(text: string): string {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]*(?:\]\][^\]]*)*)\]$/.exec(trimmed)?.[1];
  if (bracketed !== undefined) return bracketed.replaceAll(']]', ']');
  return /^"([^"]*(?:""[^"]*)*)"$/.exec(trimmed)?.[1]?.replaceAll('""', '"') ?? trimmed;
}
