import type { Expression } from '../expression/ast.ts';
import type { Quoting } from './delimited-text.ts';

/** A field of a `LOAD`: `*`, or an expression with the name of the resulting field. */
export type LoadField =
  | { readonly type: 'all' }
  | {
      readonly type: 'expression';
      readonly expression: Expression;
      readonly name: string;
      /** True with `as`. */
      readonly isNamed: boolean;
    };

/** The source of a `LOAD`; `preceding` stands for the load that follows in the script. */
export type LoadSource =
  | { readonly type: 'inline'; readonly text: string; readonly options: FileOptions }
  | { readonly type: 'file'; readonly path: string; readonly options: FileOptions }
  | { readonly type: 'resident'; readonly table: string }
  | { readonly type: 'autogenerate'; readonly count: Expression }
  | { readonly type: 'preceding' };

/** The format specification in brackets after a file or an inline table. */
export interface FileOptions {
  readonly format: 'delimited' | 'json' | 'qvd';
  /** The encoding of a file, as `TextDecoder` names it; default: UTF-8. */
  readonly encoding?: string;
  /** One character, or `spaces`: one or more spaces. */
  readonly delimiter: string;
  readonly hasLabels: boolean;
  /** True when the specification says where the labels are. */
  readonly isLabelsGiven: boolean;
  readonly headerLines: number;
  readonly quoting: Quoting;
  /** The beginning of lines that are left out. */
  readonly comment: string | undefined;
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
  readonly type: 'crosstable';
  readonly attribute: string;
  readonly data: string;
  readonly qualifiers: number;
}

/** `IntervalMatch(field, keys)`: adds the values of a loaded field that are in the intervals of the first two columns. */
export interface IntervalMatch {
  readonly type: 'intervalmatch';
  readonly field: string;
  readonly keys: readonly string[];
}

/** `Hierarchy(NodeID, ParentID, NodeName, …)`: a column per level. */
export interface Hierarchy {
  readonly type: 'hierarchy';
  readonly node: string;
  readonly parent: string;
  readonly name: string;
  readonly parentName: string | undefined;
  /** The field of the texts in a path; by default the name. */
  readonly pathSource: string | undefined;
  readonly pathName: string | undefined;
  readonly pathDelimiter: string | undefined;
  readonly depth: string | undefined;
}

/** `HierarchyBelongsTo(NodeID, ParentID, NodeName, AncestorID, AncestorName, DepthDiff)`: a row per node and ancestor. */
export interface HierarchyAncestors {
  readonly type: 'hierarchybelongsto';
  readonly node: string;
  readonly parent: string;
  readonly name: string;
  readonly ancestor: string;
  readonly ancestorName: string;
  readonly depthDifference: string | undefined;
}

/** A prefix that changes the table that the rest of the statement loads; `Generic` makes a table per attribute. */
export type TableTransform =
  | CrossTable
  | IntervalMatch
  | Hierarchy
  | HierarchyAncestors
  | { readonly type: 'generic' };

export interface OrderItem {
  readonly field: string;
  readonly isDescending: boolean;
}

/** A parsed `LOAD` statement. */
export interface LoadStatement {
  readonly label: string | undefined;
  readonly target: LoadTarget;
  /** `Add` or `Replace`: the load runs in a partial reload, too; with `only` in no other. */
  readonly partial: { readonly type: 'add' | 'replace'; readonly isOnly: boolean } | undefined;
  /** The prefixes that change the table, in their order in the statement. */
  readonly transforms: readonly TableTransform[];
  readonly first: Expression | undefined;
  /** `Sample p`: the probability of a record to be loaded. */
  readonly sample: Expression | undefined;
  readonly isDistinct: boolean;
  readonly fields: readonly LoadField[];
  readonly source: LoadSource;
  readonly where: Expression | undefined;
  readonly while: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
}
