import type { Doc } from '@qlik/api/qix';

/** What reads the selections of an app: they change with commands of other objects too. */
export interface SelectionReader {
  /** Resolves when it has the selections of the engine, or cannot get them in time. Never rejects. */
  upToDate(): Promise<void>;
}

const READERS = new WeakMap<Doc, Set<SelectionReader>>();

/** Lets the commands in this app wait for the reader. @returns the function that ends that */
export function addSelectionReader(doc: Doc, reader: SelectionReader): () => void {
  const readers = READERS.get(doc) ?? new Set();
  READERS.set(doc, readers.add(reader));
  return () => void readers.delete(reader);
}

/** Resolves when all that reads the selections of this app has them. */
export async function updateSelections(doc: Doc): Promise<void> {
  await Promise.all([...(READERS.get(doc) ?? [])].map((each) => each.upToDate()));
}
