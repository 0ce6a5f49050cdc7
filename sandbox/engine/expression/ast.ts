/** A parsed expression. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | Aggregation;

/** A call of an aggregation function, with what may stand before its arguments. */
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

export type UnaryOperator = '-' | '+' | 'not';

export type BinaryOperator =
  | 'or'
  | 'xor'
  | 'and'
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

/** Set analysis: which records an aggregation sees. */
export type SetExpression =
  | {
      readonly type: 'identifier';
      readonly name: string;
      readonly modifiers: readonly SetModifier[];
    }
  | {
      readonly type: 'operation';
      readonly operator: SetOperator;
      readonly left: SetExpression;
      readonly right: SetExpression;
    };

export type SetOperator = '+' | '-' | '*' | '/';

/** `<Field op elements>`. Elements are undefined in `<Field=>`, which clears the field. */
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
  | {
      readonly type: 'operation';
      readonly operator: SetOperator;
      readonly left: SetElements;
      readonly right: SetElements;
    };

/** One element: a literal value, or a search (`"A*"`, `">=5"`, `"=Sum(x)>3"`). */
export interface SetItem {
  readonly isSearch: boolean;
  readonly text: string;
}
