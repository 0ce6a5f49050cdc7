import type { Expression } from '../expression/ast.ts';

/** A field of a `LOAD`: `*`, or an expression with the name of the resulting field. */
export type LoadField =
  | { readonly type: 'all' }
  | { readonly type: 'expression'; readonly expression: Expression; readonly name: string };

/** The source of a `LOAD`; `preceding` stands for the load that follows in the script. */
export type LoadSource =
  | { readonly type: 'inline'; readonly text: string; readonly options: FileOptions }
  | { readonly type: 'file'; readonly path: string; readonly options: FileOptions }
  | { readonly type: 'resident'; readonly table: string }
  | { readonly type: 'autogenerate'; readonly count: Expression }
  | { readonly type: 'preceding' };

/** The format specification in brackets after a file or an inline table. */
export interface FileOptions {
  readonly format: 'delimited' | 'json';
  readonly delimiter: string;
  readonly hasLabels: boolean;
  readonly headerLines: number;
}

/** The kind of a join or keep. */
export type JoinKind = 'inner' | 'left' | 'right' | 'outer';

/** What a `LOAD` does with its table, from its prefixes. */
export type LoadTarget =
  | { readonly type: 'table' }
  | { readonly type: 'separate' }
  | { readonly type: 'mapping' }
  | { readonly type: 'concatenate'; readonly table: string | undefined }
  | { readonly type: 'join'; readonly kind: JoinKind; readonly table: string | undefined }
  | { readonly type: 'keep'; readonly kind: JoinKind; readonly table: string | undefined };

/** `CrossTable(attribute, data, n)`: turns the columns after the first n into rows. */
export interface CrossTable {
  readonly attribute: string;
  readonly data: string;
  readonly qualifiers: number;
}

export interface OrderItem {
  readonly field: string;
  readonly isDescending: boolean;
}

/** A parsed `LOAD` statement. */
export interface LoadStatement {
  readonly label: string | undefined;
  readonly target: LoadTarget;
  readonly crossTable: CrossTable | undefined;
  readonly first: Expression | undefined;
  readonly isDistinct: boolean;
  readonly fields: readonly LoadField[];
  readonly source: LoadSource;
  readonly where: Expression | undefined;
  readonly while: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
}
