import { randomUUID } from 'node:crypto';

/** A file that a user uploaded, or that a script stored. Times are ISO 8601. */
export interface DataFile {
  readonly id: string;
  /** With the path of its folders: `folder/sales.csv`. */
  readonly name: string;
  /** Undefined in the owner's personal space. */
  readonly spaceId: string | undefined;
  readonly ownerId: string;
  readonly appId: string | undefined;
  readonly content: Uint8Array;
  readonly createdDate: string;
  readonly modifiedDate: string;
  readonly contentUpdatedDate: string;
}

/** Where data files are: a space, or the personal space of a user. */
export type DataFilePlace = Pick<DataFile, 'spaceId' | 'ownerId'>;

/** The data files of one tenant, in memory. */
export class DataFileStore {
  readonly #files = new Map<string, DataFile>();

  constructor(private readonly now: () => number) {}

  get all(): readonly DataFile[] {
    return [...this.#files.values()];
  }

  find(id: string): DataFile | undefined {
    return this.#files.get(id);
  }

  filesIn(place: DataFilePlace): readonly DataFile[] {
    return this.all.filter((file) => isIn(file, place));
  }

  /** Names do not differ by case. */
  findNamed(place: DataFilePlace, name: string): DataFile | undefined {
    return this.filesIn(place).find((file) => file.name.toLowerCase() === name.toLowerCase());
  }

  add(file: Pick<DataFile, 'name' | 'spaceId' | 'ownerId' | 'appId' | 'content'>): DataFile {
    const now = this.#time();
    const times = { createdDate: now, modifiedDate: now, contentUpdatedDate: now };
    return this.#put({ ...file, ...times, id: randomUUID() });
  }

  change(
    file: DataFile,
    changes: Partial<Pick<DataFile, 'name' | 'spaceId' | 'ownerId' | 'appId' | 'content'>>,
  ): DataFile {
    const now = this.#time();
    const contentUpdatedDate = changes.content === undefined ? file.contentUpdatedDate : now;
    return this.#put({ ...file, ...changes, modifiedDate: now, contentUpdatedDate });
  }

  remove(id: string): void {
    this.#files.delete(id);
  }

  clear(): void {
    this.#files.clear();
  }

  #time(): string {
    return new Date(this.now()).toISOString();
  }

  #put(file: DataFile): DataFile {
    this.#files.set(file.id, file);
    return file;
  }
}

function isIn(file: DataFile, { spaceId, ownerId }: DataFilePlace): boolean {
  return spaceId === undefined
    ? file.spaceId === undefined && file.ownerId === ownerId
    : file.spaceId === spaceId;
}

/** The name of a file without its folders. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The path of a file's folder; null for one in the root. */
export function folderOf(name: string): string | null {
  return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : null;
}
