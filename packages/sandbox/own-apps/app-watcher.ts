import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

/** An editor writes several files at a time. */
const SETTLE_MS = 300;
/** How often the place of an app is looked at: a watcher does not see that a folder around it was moved. */
const LOOK_MS = 500;

/** Watches the folder or the file of an app, also after it was moved away and came back. */
export class AppWatcher {
  private watcher: FSWatcher | undefined;
  private place: string | undefined;
  private settling: NodeJS.Timeout | undefined;
  private isClosed = false;
  private readonly looking: NodeJS.Timeout;
  /** The last change of the watcher: one after another, as watchers of one path share what they listen to. */
  private restarting: Promise<void>;

  /** @param changed called once for changes that follow each other closely */
  constructor(
    private readonly source: string,
    private readonly changed: () => void,
  ) {
    this.place = placeOf(source);
    this.restarting = this.restart();
    this.looking = setInterval(() => this.look(), LOOK_MS);
    this.looking.unref();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.looking);
    clearTimeout(this.settling);
    await this.restarting;
    await this.watcher?.close();
  }

  private look(): void {
    const place = placeOf(this.source);
    if (place === this.place) return;
    this.place = place;
    // The old watcher would go on with the folder that was moved away.
    this.restarting = this.restarting.then(() => this.restart()).then(() => this.notify());
  }

  private async restart(): Promise<void> {
    await this.watcher?.close();
    this.watcher = undefined;
    if (this.isClosed || this.place === undefined) return;
    const watcher = watch(this.source, { ignoreInitial: true });
    this.watcher = watcher;
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve);
      // Reading the app says what is wrong there.
      watcher.on('error', () => {
        this.notify();
        resolve();
      });
    });
    watcher.on('all', (event, path) => {
      // It watches no longer, even if the same folder comes back before the next look.
      if (event.startsWith('unlink') && path === this.source) this.place = undefined;
      this.notify();
    });
  }

  private notify(): void {
    if (this.isClosed) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(this.changed, SETTLE_MS);
  }
}

/** Identifies the folder of an app, or the folder that contains its file; undefined when the app is not there. */
function placeOf(source: string): string | undefined {
  const facts = statSync(source, { throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  const { dev, ino } = facts.isDirectory() ? facts : statSync(dirname(source));
  return `${dev}/${ino}`;
}
