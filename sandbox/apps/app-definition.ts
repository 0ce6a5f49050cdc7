/**
 * What an app is made of before an engine opens it: tables with their rows, and the objects a developer put into it.
 *
 * An engine associates the tables over fields of the same name, as Qlik does. Nothing here knows of sessions or users.
 */

/** A value in a field: Qlik's dual is a number with a text, a plain text, a plain number or null. */
export type Dual = number | string | null | { readonly number: number; readonly text: string };

/** One field of one table, column-wise. All columns of a table are equally long. */
export interface Column {
  readonly name: string;
  /** Row values. A date is a dual: Qlik's day number (days since 1899-12-30) with its text. */
  readonly values: readonly Dual[] | Float64Array | Int32Array;
  /** Field tags beyond those an engine derives itself (`$numeric`, `$text`, …), for example `$date`. */
  readonly tags?: readonly string[];
}

/** One table of an app's data model. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** Properties of a generic object in Qlik's own form: always `qInfo`, then whatever its type asks for. */
export interface ObjectProperties {
  readonly qInfo: { readonly qId: string; readonly qType: string };
  readonly [key: string]: unknown;
}

/** An object with its children, as `GetFullPropertyTree` nests them. */
export interface ObjectEntry {
  readonly properties: ObjectProperties;
  readonly children?: readonly ObjectEntry[];
}

/** Everything an engine needs to open an app. */
export interface AppContent {
  readonly tables: readonly Table[];
  /** Sheets, charts, master objects, bookmarks, stories: `qInfo.qType` tells which. */
  readonly objects: readonly ObjectEntry[];
  /** Master dimensions: `qInfo`, `qDim`, `qMetaDef`. */
  readonly dimensions: readonly ObjectProperties[];
  /** Master measures: `qInfo`, `qMeasure`, `qMetaDef`. */
  readonly measures: readonly ObjectProperties[];
  readonly variables: readonly ObjectProperties[];
  /** The load script as the app viewer shows it; it is text here, `DoReload` of catalogue apps reloads the same tables. */
  readonly script: string;
  /** The tables came from that script: a reload runs it, instead of taking the tables for what it stands for. */
  readonly hasRunnableScript?: true;
}

/** What a listing tells of an app. Times are ISO 8601 in UTC. */
export interface AppSummary {
  /** A UUID, as Qlik's app ids are. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastReloadTime: string;
}

/** Where a script's `lib://Name/file` leads: a folder with files to read, as an administrator of Qlik sets one up. */
export interface DataConnection {
  readonly id: string;
  readonly name: string;
  /** Names of the files in it. */
  list(): Promise<readonly string[]>;
  /**
   * The content of a file, as UTF-8.
   * @throws {RangeError} when there is no such file
   */
  read(file: string): Promise<string>;
}

/** The apps that exist, with their content loaded when it is first asked for. */
export interface AppCatalog {
  readonly apps: readonly AppSummary[];
  /** What load scripts may read; nothing where left out. */
  readonly connections?: readonly DataConnection[];
  /**
   * Loads an app's content; loaded once, however many ask.
   * @throws {RangeError} when no app has that id.
   */
  load(id: string): Promise<AppContent>;
  /** Keeps an app's script and data, where that app may be changed. */
  save?(id: string, content: AppContent, lastReloadTime: string): void;
}
