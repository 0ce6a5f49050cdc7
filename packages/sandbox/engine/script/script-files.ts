import type { DataConnection } from '../../apps/app-definition.ts';
import { FileEncodingError } from '../../apps/file-encoding.ts';
import { wildcardPattern } from '../expression/wildcards.ts';
import { ScriptError } from './script-error.ts';

/** Size and time of a file. */
export interface FileFacts {
  /** Bytes as UTF-8. */
  readonly size: number;
  /** Undefined where the connection does not know it. */
  readonly modifiedAt: Date | undefined;
  readonly text: string;
}

/** A path in a connection: `lib://Name/file`. */
interface FilePath {
  readonly connection: DataConnection;
  readonly file: string;
}

/** The files of a script: those of its data connections. */
export class ScriptFiles {
  /** The folder of paths without `lib://`, from a `Directory` statement. */
  directory = '';
  private readonly facts = new Map<string, FileFacts | undefined>();
  private isAllKnown = false;

  constructor(private readonly connections: readonly DataConnection[]) {}

  /**
   * Returns the content of a file.
   * @param encoding of its bytes; default: UTF-8
   * @throws {ScriptError} when the connection or the file does not exist, or the file is no text in that encoding
   */
  async read(path: string, encoding?: string): Promise<string> {
    const { connection, file } = this.resolve(path);
    try {
      return await connection.read(file, encoding);
    } catch (error) {
      if (error instanceof FileEncodingError)
        throw new ScriptError(`Cannot read '${path}': ${error.message}`);
      if (error instanceof RangeError) throw ScriptError.of('fileNotFound', `Cannot open file: '${path}'`);
      throw error;
    }
  }

  /** Writes a file. @throws {ScriptError} when the connection does not exist or is read-only */
  async write(path: string, text: string): Promise<void> {
    const { connection, file } = this.resolve(path);
    if (!connection.write)
      throw new ScriptError(`Cannot write '${path}': the connection '${connection.name}' is read-only`);
    try {
      await connection.write(file, text);
    } catch (error) {
      if (error instanceof RangeError) throw new ScriptError(`Cannot write '${path}': ${error.message}`);
      throw error;
    }
    this.facts.delete(path.toLowerCase());
  }

  /** Returns the paths of the files that match a mask with `*` and `?`, in the connection's order. */
  async list(mask: string): Promise<readonly string[]> {
    const { connection, file } = this.resolve(mask);
    const matches = pathTest(file);
    const names = (await connection.list()).filter((name) => matches(name));
    return names.map((name) => `lib://${connection.name}/${name}`);
  }

  /** Returns the paths of the folders that match a mask with `*` and `?`. */
  async directories(mask: string): Promise<readonly string[]> {
    const { connection, file } = this.resolve(mask);
    const matches = pathTest(file.replace(/\/$/, ''));
    const folders = (await connection.list()).flatMap((name) => {
      const parts = name.split('/').slice(0, -1);
      return parts.map((_, place) => parts.slice(0, place + 1).join('/'));
    });
    const found = [...new Set(folders)].filter((folder) => matches(folder));
    return found.map((folder) => `lib://${connection.name}/${folder}`);
  }

  /** Reads what {@link known} returns. A path that does not exist has no facts. */
  async prepare(path: string): Promise<void> {
    if (this.facts.has(path.toLowerCase())) return;
    let found: FileFacts | undefined;
    try {
      const text = await this.read(path);
      const { connection, file } = this.resolve(path);
      found = { text, size: Buffer.byteLength(text), modifiedAt: await connection.modifiedAt?.(file) };
    } catch (error) {
      // Functions over files return null when the file does not exist.
      if (!(error instanceof ScriptError)) throw error;
    }
    this.facts.set(path.toLowerCase(), found);
  }

  /** Reads the facts of all files of all connections. */
  async prepareAll(): Promise<void> {
    for (const connection of this.connections)
      for (const name of await connection.list()) await this.prepare(`lib://${connection.name}/${name}`);
    this.isAllKnown = true;
  }

  /**
   * Returns the facts of a file that was prepared; undefined when it does not exist.
   * @throws {ScriptError} when it was not prepared
   */
  known(path: string): FileFacts | undefined {
    if (!this.isAllKnown && !this.facts.has(path.toLowerCase()))
      throw new ScriptError('A function over a file is not allowed here');
    return this.facts.get(path.toLowerCase());
  }

  private resolve(written: string): FilePath {
    const path = /^lib:/i.test(written) || this.directory === '' ? written : `${this.directory}/${written}`;
    const [, name, file] = /^lib:\/\/([^/]+)\/(.+)$/is.exec(path) ?? [];
    if (name === undefined || file === undefined)
      throw ScriptError.of('fileNotFound', `Cannot open file: '${path}' (only lib:// paths are read here)`);
    const connection = this.connections.find(
      (candidate) => candidate.name.toLowerCase() === name.toLowerCase(),
    );
    if (!connection)
      throw ScriptError.of('databaseNotFound', `Connector connect error: there is no connection '${name}'`);
    return { connection, file };
  }
}

/** Returns whether a path has wildcards. */
export function hasWildcard(path: string): boolean {
  return /[*?]/.test(path);
}

/** `*` and `?` match within one folder. */
function pathTest(mask: string): (path: string) => boolean {
  const patterns = mask.split('/').map((part) => wildcardPattern(part, 'i'));
  return (path) => {
    const parts = path.split('/');
    return (
      parts.length === patterns.length && patterns.every((pattern, place) => pattern.test(parts[place] ?? ''))
    );
  };
}
