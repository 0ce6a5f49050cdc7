/** A file of an app's media. */
export interface MediaFile {
  /** With the path of its folders: `logos/qlik.png`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** The media of the apps of one tenant, in memory. */
export class MediaStore {
  readonly #filesByApp = new Map<string, Map<string, MediaFile>>();

  of(appId: string): readonly MediaFile[] {
    return [...(this.#filesByApp.get(appId)?.values() ?? [])];
  }

  find(appId: string, path: string): MediaFile | undefined {
    return this.#filesByApp.get(appId)?.get(path);
  }

  put(appId: string, file: MediaFile): void {
    const files = this.#filesByApp.get(appId) ?? new Map<string, MediaFile>();
    this.#filesByApp.set(appId, files.set(file.path, file));
  }

  /** Removes a file, or a folder with its files. @returns whether there was one */
  remove(appId: string, path: string): boolean {
    const removed = this.of(appId).filter((file) => file.path === path || file.path.startsWith(`${path}/`));
    for (const file of removed) this.#filesByApp.get(appId)?.delete(file.path);
    return removed.length > 0;
  }

  /** Gives an app the media of another one, as a copy has them. */
  copy(from: string, to: string): void {
    for (const file of this.of(from)) this.put(to, file);
  }

  clear(): void {
    this.#filesByApp.clear();
  }
}
