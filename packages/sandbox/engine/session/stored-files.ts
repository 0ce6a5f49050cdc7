import type { DataConnection } from '../../apps/app-definition.ts';

/** Most characters of all stored files of a connection. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

interface StoredFile {
  readonly text: string;
  readonly modifiedAt: Date;
}

/** Returns a connection that keeps written files in memory, beside the files of a connection that is read-only. */
export function withStoredFiles(connection: DataConnection): DataConnection {
  if (connection.write) return connection;
  const files = new Map<string, StoredFile>();
  return {
    ...connection,
    list: async () => [...new Set([...(await connection.list()), ...files.keys()])].sort(),
    read: (file, encoding) => Promise.resolve(files.get(file)?.text ?? connection.read(file, encoding)),
    modifiedAt: async (file) => files.get(file)?.modifiedAt ?? connection.modifiedAt?.(file),
    write: (file, text) => {
      const others = [...files].reduce(
        (sum, [name, stored]) => sum + (name === file ? 0 : stored.text.length),
        0,
      );
      if (others + text.length > MAX_CHARACTERS)
        return Promise.reject(new RangeError('The stored files take more space than there is.'));
      files.set(file, { text, modifiedAt: new Date() });
      return Promise.resolve();
    },
  };
}
