import { randomUUID } from 'node:crypto';
import type { AppCatalog, ConnectionDefinition, DataConnection } from '../../apps/app-definition.ts';
import type { OpenConnections } from '../methods/context.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { withStoredFiles } from './stored-files.ts';

/** The data connections of all apps: those of the catalog, with the files that scripts store, and those that clients create. */
export class AppConnections {
  private readonly common: readonly DataConnection[];
  /** Of apps that have their own ones in the catalog. */
  private readonly ownByApp = new Map<string, readonly DataConnection[]>();
  private readonly createdByApp = new Map<string, readonly DataConnection[]>();

  constructor(private readonly catalog: AppCatalog) {
    this.common = (catalog.connections ?? []).map(withStoredFiles);
  }

  private of(appId: string): readonly DataConnection[] {
    return [...this.ofCatalog(appId), ...this.created(appId)];
  }

  /** Returns the connections of an app that is open. */
  open(appId: string): OpenConnections {
    const all = (): readonly DataConnection[] => this.of(appId);
    const set = (connections: readonly DataConnection[]): void => {
      this.createdByApp.set(appId, connections);
    };
    return {
      get all() {
        return all();
      },
      create: (name, definition) => {
        this.requireFreeName(appId, name);
        const connection = emptyFolder(randomUUID(), name, definition);
        set([...this.created(appId), connection]);
        return connection.id;
      },
      modify: (id, name, definition) => {
        const connection = this.changeable(appId, id);
        this.requireFreeName(appId, name, id);
        const changed = { ...connection, name, definition };
        set(this.created(appId).map((each) => (each === connection ? changed : each)));
      },
      delete: (id) => {
        const connection = this.changeable(appId, id);
        set(this.created(appId).filter((each) => each !== connection));
      },
    };
  }

  /** Forgets the connections of an app that changed or ended. */
  forget(appId: string): void {
    this.ownByApp.delete(appId);
    this.createdByApp.delete(appId);
  }

  /** Forgets all connections that clients created. */
  forgetCreated(): void {
    this.createdByApp.clear();
  }

  private ofCatalog(appId: string): readonly DataConnection[] {
    const known = this.ownByApp.get(appId);
    if (known !== undefined) return known;
    const own = this.catalog.connectionsOf?.(appId)?.map(withStoredFiles);
    if (own === undefined) return this.common;
    this.ownByApp.set(appId, own);
    return own;
  }

  private created(appId: string): readonly DataConnection[] {
    return this.createdByApp.get(appId) ?? [];
  }

  private changeable(appId: string, id: string): DataConnection {
    const connection = this.created(appId).find((each) => each.id === id);
    if (connection) return connection;
    const isKnown = this.ofCatalog(appId).some((each) => each.id === id);
    throw isKnown
      ? new QixError(QIX_CODES.accessDenied, 'Only connections that a client created can be changed', id)
      : new QixError(QIX_CODES.connectionNotFound, 'Connection not found', id);
  }

  /** Load scripts find a connection by its name in any case. */
  private requireFreeName(appId: string, name: string, except?: string): void {
    const isTaken = this.of(appId).some(
      (each) => each.id !== except && each.name.toLowerCase() === name.toLowerCase(),
    );
    if (isTaken) throw new QixError(QIX_CODES.connectionExists, 'Connection already exists', name);
  }
}

/** Returns a folder in memory: its connection string is a place on the machine of a real engine, and is not read here. */
function emptyFolder(id: string, name: string, definition: ConnectionDefinition): DataConnection {
  return withStoredFiles({
    ...{ id, name, definition },
    list: () => Promise.resolve([]),
    read: (file) => Promise.reject(new RangeError(`There is no file "${file}".`)),
  });
}
