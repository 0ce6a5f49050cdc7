import type { DataConnection } from '../../apps/app-definition.ts';
import type { ExportedFiles } from '../objects/exported-files.ts';
import type { LayoutBuilder } from '../objects/layout.ts';
import { infoOf, type StoredObject } from '../objects/stored-object.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { EngineUser } from '../connection.ts';
import type { RequestProgress } from '../session/request-progress.ts';
import type { SessionDocument } from '../session/session-document.ts';

/** Where exported files go. */
export interface Exports {
  readonly files: ExportedFiles;
  /** The path that a file is fetched from on the platform that the client came by. */
  pathOf(id: string, name: string): string;
}

/** What methods of an open document work on. */
export interface DocumentContext {
  readonly document: SessionDocument;
  readonly layouts: LayoutBuilder;
  readonly user: EngineUser;
  readonly exports: Exports;
  readonly progress: RequestProgress;
  /** What load scripts may read. */
  readonly connections: readonly DataConnection[];
  /** Keeps the app's script and data for later sessions. */
  readonly save: () => void;
}

/** What methods of a generic object, dimension, measure, variable or bookmark work on. */
export interface EntryContext extends DocumentContext {
  readonly entry: StoredObject;
  readonly handle: number;
}

/** What methods of a field work on. */
export interface FieldContext extends DocumentContext {
  readonly name: string;
  readonly state: string;
}

const QIX_TYPE = {
  object: 'GenericObject',
  dimension: 'GenericDimension',
  measure: 'GenericMeasure',
  variable: 'GenericVariable',
  bookmark: 'GenericBookmark',
} as const;

/** `ObjectInterface` of an entry: clients need every member of it, also the generic ones. */
function entryInterface(document: SessionDocument, entry: StoredObject): JsonObject {
  return {
    qType: QIX_TYPE[entry.kind],
    qHandle: document.handleOf(entry),
    qGenericType: entry.type,
    qGenericId: entry.id,
  };
}

/** The answer for something that does not exist: clients make "object not found" of it. */
const NO_INTERFACE: JsonObject = { qType: null, qHandle: null };

/** The answer of a method that opens an entry, or the one for none. */
export function openEntry(document: SessionDocument, entry: StoredObject | undefined): JsonObject {
  return { qReturn: entry ? entryInterface(document, entry) : NO_INTERFACE };
}

/** The answer of a method that makes an entry. */
export function createdEntry(document: SessionDocument, entry: StoredObject): JsonObject {
  return { qReturn: entryInterface(document, entry), qInfo: infoOf(entry) };
}
