/** A value of a row. `null` and `undefined` are Qlik's null; a text is a text also if it looks like a number. */
export type FakeValue = string | number | null | undefined;

/** A row of the app's table: values by field name. */
export type FakeRow = Readonly<Record<string, FakeValue>>;

/**
 * Calculates an expression. As a measure, and in a property of an object, it gets the rows that the selections leave, as a measure those of its
 * cell; as a dimension one row of the table. The second argument has the values of the app's variables by name, as numbers where they are
 * numbers. It is the type of a method, so that a test may name narrower types of its own: `(rows: Sale[]) => …`.
 */
export type FakeExpression = {
  calculate(rows: FakeRow[], variables: Readonly<Record<string, string | number>>): FakeValue;
}['calculate'];

/** A chart, a sheet or another object of a fake app. */
export interface FakeObjectData {
  /** Qlik's type of it, for example `barchart`. Default: `table`. */
  readonly type?: string;
  readonly title?: string;
  /** Field names, or expressions of {@link FakeAppData.expressions}. */
  readonly dimensions?: readonly string[];
  /** Expressions such as `Sum(Sales)`. */
  readonly measures?: readonly string[];
  /** Further properties, in the shape of Qlik's `GenericObjectProperties`; they override the ones above. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A master dimension or master measure: its field or expression. */
export type FakeMasterItem = string | { readonly title: string; readonly definition: string };

/** A variable: its value, or an expression that begins with `=` and that the fake engine knows. */
export type FakeVariable =
  | string
  | number
  | { readonly definition: string | number; readonly comment?: string; readonly isFromScript?: boolean };

/** Named selections. */
export interface FakeBookmark {
  readonly title?: string;
  readonly description?: string;
  readonly isPublished?: boolean;
  /** Selected values by field. */
  readonly selections: Readonly<Record<string, readonly FakeValue[]>>;
}

/**
 * An app of the fake engine: one table of rows, and what else is in the app.
 *
 * @example { rows: [{ Region: 'North', Sales: 10 }, { Region: 'South', Sales: 20 }], objects: { chart: {} } }
 */
export interface FakeAppData {
  readonly rows: readonly FakeRow[];
  /** Names of fields that no row has. The others are those of the rows. */
  readonly fields?: readonly string[];
  readonly title?: string;
  /**
   * Expressions that the fake engine does not know, by their text (with or without `=`), as measures, as dimensions, in
   * labels, and in properties (`qValueExpression`, `qStringExpression`).
   *
   * It knows `Sum`, `Count`, `Avg`, `Min`, `Max` and `Only` of a field, each also with `DISTINCT`, and a field by itself.
   */
  readonly expressions?: Readonly<Record<string, FakeExpression>>;
  /** Charts and other objects by id; an embed of another id fails with `object-not-found`, as in Qlik. */
  readonly objects?: Readonly<Record<string, FakeObjectData>>;
  /** Sheets by id: their titles, in order. */
  readonly sheets?: Readonly<Record<string, string>>;
  /** Master dimensions by library id. */
  readonly dimensions?: Readonly<Record<string, FakeMasterItem>>;
  /** Master measures by library id. */
  readonly measures?: Readonly<Record<string, FakeMasterItem>>;
  readonly bookmarks?: Readonly<Record<string, FakeBookmark>>;
  /** Variables by name. */
  readonly variables?: Readonly<Record<string, FakeVariable>>;
  /** The app's alternate states. */
  readonly stateNames?: readonly string[];
}
