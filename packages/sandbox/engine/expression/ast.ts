/** A parsed expression. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  /** Outside an aggregation, a field with an outer set expression has its only value in that set. */
  | { readonly type: 'field'; readonly name: string; readonly set?: SetExpression }
  | { readonly type: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | Call
  | Aggregation
  | Aggr;

/** A call of a function that is not an aggregation. */
export interface Call {
  readonly type: 'call';
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Expression[];
  /** `Above(total x)`: over all rows of the chart instead of one segment. */
  readonly isTotal?: true;
  /** The outer set expression of `Column(n)`, which the measure inherits. */
  readonly set?: SetExpression;
}

/** `Aggr(…)`: an expression evaluated once per combination of values of its dimensions. */
export interface Aggr {
  readonly type: 'aggr';
  /** `nodistinct`: the value applies to every record of its combination instead of one. */
  readonly isRepeated: boolean;
  /** The set in its brackets, merged with the outer set expression: the context of the inner aggregations, which have it already. */
  readonly set: SetExpression | undefined;
  /** The outer set expression. `Aggr` outside an aggregation has its only value in that set. */
  readonly outerSet?: SetExpression;
  readonly expression: Expression;
  readonly dimensions: readonly AggrDimension[];
}

/** A dimension of `Aggr` with optional orders of its values, the first first: `(Field, (NUMERIC, DESCENDING), (TEXT))`. */
export interface AggrDimension {
  readonly field: string;
  readonly orders: readonly AggrOrder[];
}

export interface AggrOrder {
  /** An expression is evaluated per value of the dimension. */
  readonly by: 'numeric' | 'text' | 'frequency' | 'load' | Expression;
  readonly isDescending: boolean;
}

/** A call of an aggregation function with its qualifiers. */
export interface Aggregation {
  readonly type: 'aggregation';
  /** In lower case. */
  readonly name: string;
  readonly isDistinct: boolean;
  /** Undefined without `total`; empty for a plain `total`; else the fields in `total <a, b>`. */
  readonly total: readonly string[] | undefined;
  readonly set: SetExpression | undefined;
  readonly args: readonly Expression[];
}

type UnaryOperator = '-' | '+' | 'not' | 'bitnot';

export type BinaryOperator =
  | 'or'
  | 'xor'
  | 'and'
  | 'bitor'
  | 'bitxor'
  | 'bitand'
  | '<<'
  | '>>'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'like'
  | 'precedes'
  | 'follows'
  | '+'
  | '-'
  | '*'
  | '/'
  | '&';

/** A set expression: the records of an aggregation. */
export type SetExpression =
  | SetEntity
  | {
      readonly type: 'operation';
      readonly operator: SetOperator;
      readonly left: SetExpression;
      readonly right: SetExpression;
    }
  | { readonly type: 'complement'; readonly operand: SetExpression };

/** A set of selections, with or without modifiers. */
export type SetEntity =
  /** No identifier: the outer set expression; without one, the selections in the state of the object. */
  | { readonly type: 'context' }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'modified'; readonly entity: SetEntity; readonly modifiers: readonly SetModifier[] };

export type SetOperator = '+' | '-' | '*' | '/';

/** `<Field op elements>`. Elements are undefined for `<Field=>`, which clears the field. */
export interface SetModifier {
  readonly field: string;
  /** Undefined for a plain `=`; else the implicit operation of `+=`, `-=`, `*=`, `/=`. */
  readonly operator: SetOperator | undefined;
  readonly elements: SetElements | undefined;
}

export type SetElements =
  | { readonly type: 'list'; readonly items: readonly SetItem[] }
  | {
      readonly type: 'associated';
      readonly excluded: boolean;
      readonly set: SetExpression;
      readonly field: string | undefined;
    }
  /** A field name: the values of that field in the modified set. */
  | { readonly type: 'field'; readonly field: string }
  /** `State::Field`: the selection of a field in a state. */
  | { readonly type: 'selected'; readonly state: string; readonly field: string }
  | {
      readonly type: 'operation';
      readonly operator: SetOperator;
      readonly left: SetElements;
      readonly right: SetElements;
    }
  /** `-{a}`: all values of the modified field except these. */
  | { readonly type: 'complement'; readonly operand: SetElements };

/** One element: a literal value, or a search (`"A*"`, `">=5"`, `"=Sum(x)>3"`). */
export interface SetItem {
  readonly isSearch: boolean;
  readonly text: string;
}
