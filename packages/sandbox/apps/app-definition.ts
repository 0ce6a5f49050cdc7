/**
 * The content of an app before an engine opens it: tables with their rows, and the app's objects.
 * An engine associates the tables over fields of the same name, as Qlik does. The types are independent of sessions and users.
 */

/** A field value: Qlik's dual (a number with a text), a plain text, a plain number or null. */
export type Dual = number | string | null | { readonly number: number; readonly text: string };

/** One field of one table, column-wise. All columns of a table are equally long. */
export interface Column {
  readonly name: string;
  /** Row values. A date is a dual: Qlik's day number (days since 1899-12-30) with its text. */
  readonly values: readonly Dual[] | Float64Array | Int32Array;
  /** Field tags besides those that an engine derives (`$numeric`, `$text`, …), for example `$date`. */
  readonly tags?: readonly string[];
  readonly comment?: string;
  /** False for a field that smart search leaves out. */
  readonly isSearched?: boolean;
  /** For a field that a `DERIVE` statement of the script made. */
  readonly derivation?: Derivation;
}

/** The definition of a derived field, such as `Date.autoCalendar.Year`. */
export interface Derivation {
  /** The field that it is computed from: `Date`. */
  readonly field: string;
  /** The name of the field definition: `autoCalendar`. */
  readonly definition: string;
  /** The name in the definition: `Year`. */
  readonly name: string;
  /** The expression over the field: `=Year([Date])`. */
  readonly expression: string;
}

/** One table of an app's data model. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly comment?: string;
  /** True for a loosely coupled table: an engine associates no values of different fields in it. */
  readonly isLoose?: boolean;
}

/** Properties of a generic object in Qlik's form: `qInfo`, and the members of the object's type. */
export interface ObjectProperties {
  readonly qInfo: { readonly qId: string; readonly qType: string };
  readonly [key: string]: unknown;
}

/** An object with its children, as `GetFullPropertyTree` nests them. */
export interface ObjectEntry {
  readonly properties: ObjectProperties;
  readonly children?: readonly ObjectEntry[];
  /** True for a bookmark whose type is not `bookmark`. */
  readonly isBookmark?: true;
}

/** Where a load script takes data from, or stores it. */
export interface LineageEntry {
  /** As Qlik's `LineageInfo` names it, such as `INLINE;`, `RESIDENT Orders;` or `lib://Data/orders.csv;`. */
  readonly origin: string;
  /** The statement. */
  readonly statement: string;
}

/** Everything an engine needs to open an app. */
export interface AppContent {
  readonly tables: readonly Table[];
  /** Sheets, charts, master objects, bookmarks and stories; `qInfo.qType` is the type. */
  readonly objects: readonly ObjectEntry[];
  /** Master dimensions: `qInfo`, `qDim`, `qMetaDef`. */
  readonly dimensions: readonly ObjectProperties[];
  /** Master measures: `qInfo`, `qMeasure`, `qMetaDef`. */
  readonly measures: readonly ObjectProperties[];
  readonly variables: readonly ObjectProperties[];
  /** The load script that the app viewer shows. `DoReload` of a catalog app does not run it and reloads the same tables. */
  readonly script: string;
  /** True when the tables came from that script; a reload then runs it. */
  readonly hasRunnableScript?: true;
  /** Where the data of the tables came from; undefined when no reload made them. */
  readonly lineage?: readonly LineageEntry[];
  /** Fields on the fly: their names with their expressions, which begin with `=`. */
  readonly fieldsOnTheFly?: readonly (readonly [string, string])[];
}

/** An app as a listing describes it. Times are ISO 8601 in UTC. */
export interface AppSummary {
  /** A UUID, as Qlik's app ids are. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastReloadTime: string;
  /** Path of the image in the app's media that is its thumbnail, such as `logos/qlik.png`. */
  readonly thumbnail?: string;
}

/** What a client said about a data connection that it created. */
export interface ConnectionDefinition {
  readonly connectionString: string;
  /** ISO 8601. */
  readonly modifiedAt: string;
}

/** The source of `lib://Name/file` in a script: a folder of files, as an administrator of Qlik configures one. */
export interface DataConnection {
  readonly id: string;
  readonly name: string;
  /** For a connection that a client created. */
  readonly definition?: ConnectionDefinition;
  /** Names of the files in it. */
  list(): Promise<readonly string[]>;
  /**
   * The content of a file.
   * @param encoding of its bytes, as `TextDecoder` names it; default: UTF-8
   * @throws {RangeError} when the file does not exist
   * @throws {FileEncodingError} when it is no text in that encoding
   */
  read(file: string, encoding?: string): Promise<string>;
  /** The time of the last change of a file, if the connection knows it. */
  modifiedAt?(file: string): Promise<Date | undefined>;
  /**
   * Creates or replaces a file; absent when the connection is read-only.
   * @throws {RangeError} when there is no space left
   */
  write?(file: string, text: string): Promise<void>;
}

/** A copy of an app that a user saves under another name. */
export interface AppCopy {
  readonly name: string;
  readonly description: string;
  readonly content: AppContent;
  /** ISO 8601; empty for data that was never loaded. */
  readonly lastReloadTime: string;
  /** The id of the app that it is a copy of, which may be a session app. */
  readonly copyOf: string;
  readonly ownerId: string;
}

/** The available apps. Their content is loaded on first use. */
export interface AppCatalog {
  readonly apps: readonly AppSummary[];
  /** The data connections for load scripts; default none. */
  readonly connections?: readonly DataConnection[];
  /** The data connections of an app that has its own ones; undefined for the others. */
  connectionsOf?(id: string): readonly DataConnection[] | undefined;
  /**
   * Loads an app's content. Concurrent and repeated calls share one load.
   * @throws {RangeError} when no app has that id.
   */
  load(id: string): Promise<AppContent>;
  /** Saves an app's script, data and thumbnail, if the app can be changed. */
  save?(id: string, content: AppContent, summary: Pick<AppSummary, 'lastReloadTime' | 'thumbnail'>): void;
  /** The paths of the images in an app's media, such as `logos/qlik.png`; default none. */
  mediaOf?(id: string): readonly string[];
  /** Adds a copy of an app, if users can create apps. @returns its id */
  saveCopy?(copy: AppCopy): string;
}
