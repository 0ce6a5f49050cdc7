import type { AppCopy, ConnectionDefinition, DataConnection } from '../../apps/app-definition.ts';
import type { ExportedFiles } from '../objects/exported-files.ts';
import type { LayoutBuilder } from '../objects/layout.ts';
import { infoOf, type StoredObject } from '../objects/stored-object.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { EngineUser } from '../connection.ts';
import type { RequestProgress } from '../session/request-progress.ts';
import type { SessionDocument } from '../session/session-document.ts';

/** Storage and paths of exported files. */
export interface Exports {
  readonly files: ExportedFiles;
  /** Returns the path of a file on the client's platform. */
  pathOf(id: string, name: string): string;
}

/** The data connections of one app. */
export interface OpenConnections {
  readonly all: readonly DataConnection[];
  /** Adds a connection. @returns its id @throws {QixError} 2000 when the name is in use */
  create(name: string, definition: ConnectionDefinition): string;
  /** @throws {QixError} 2001 for an unknown id, 5 for a connection of the catalog, 2000 when the name is in use */
  modify(id: string, name: string, definition: ConnectionDefinition): void;
  /** @throws {QixError} 2001 for an unknown id, 5 for a connection of the catalog */
  delete(id: string): void;
}

/** Context of the methods of an open document. */
export interface DocumentContext {
  readonly document: SessionDocument;
  readonly layouts: LayoutBuilder;
  readonly user: EngineUser;
  readonly exports: Exports;
  readonly progress: RequestProgress;
  /** Connections that load scripts may read and write. */
  readonly connections: OpenConnections;
  /** Returns the paths of the images in the app's media. */
  readonly mediaPaths: () => readonly string[];
  /** Saves the app's script, data and thumbnail for later sessions. */
  readonly save: () => void;
  /** Saves a copy as an app of the user. @returns its id @throws {QixError} 5 where no apps can be created */
  readonly saveCopy: (copy: Omit<AppCopy, 'ownerId'>) => string;
  /** The selections with which the user left the app the last time, by state. */
  readonly leftSelections: JsonObject | undefined;
  /** Keeps the selections of a temporary bookmark for other sessions of the user. */
  readonly keepBookmark: (id: string, selections: JsonObject) => void;
  /** Returns the selections of a temporary bookmark that another session of the user created. */
  readonly keptBookmark: (id: string) => JsonObject | undefined;
}

/** Context of the methods of a generic object, dimension, measure, variable or bookmark. */
export interface EntryContext extends DocumentContext {
  readonly entry: StoredObject;
  readonly handle: number;
}

/** Context of the methods of a field. */
export interface FieldContext extends DocumentContext {
  readonly name: string;
  readonly state: string;
}

/** The type of an entry's handle. */
export const QIX_TYPE = {
  object: 'GenericObject',
  dimension: 'GenericDimension',
  measure: 'GenericMeasure',
  variable: 'GenericVariable',
  bookmark: 'GenericBookmark',
} as const;

/** Returns `ObjectInterface` of an entry; clients need all its members, including the generic ones. */
function entryInterface(document: SessionDocument, entry: StoredObject): JsonObject {
  return {
    qType: QIX_TYPE[entry.kind],
    qHandle: document.handleOf(entry),
    qGenericType: entry.type,
    qGenericId: entry.id,
  };
}

/** `ObjectInterface` of an unknown object: clients throw "object not found". */
const NO_INTERFACE: JsonObject = { qType: null, qHandle: null };

/** Returns the result of a method that opens an entry; {@link NO_INTERFACE} for undefined. */
export function openEntry(document: SessionDocument, entry: StoredObject | undefined): JsonObject {
  return { qReturn: entry ? entryInterface(document, entry) : NO_INTERFACE };
}

/** Returns the result of a method that creates an entry. */
export function createdEntry(document: SessionDocument, entry: StoredObject): JsonObject {
  return { qReturn: entryInterface(document, entry), qInfo: infoOf(entry) };
}
