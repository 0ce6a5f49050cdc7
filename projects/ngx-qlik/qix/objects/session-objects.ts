import type { Doc } from '@qlik/api/qix';
import { isDisconnection } from './engine-codes';

/** By the app in which the objects were created. */
const BY_APP = new WeakMap<Doc, SessionObjects>();

/**
 * Removes the session objects of one session of the engine. Those that are discarded while its socket is closed stay in the engine with the
 * session; they are removed when it is resumed.
 */
export class SessionObjects {
  private readonly unused = new Set<string>();
  private doc: Doc | undefined;

  /** Call it whenever the session's app is open, also as another object after a reconnect, before objects are created. */
  open(doc: Doc): void {
    this.doc = doc;
    BY_APP.set(doc, this);
    const ids = [...this.unused];
    this.unused.clear();
    ids.forEach((id) => this.remove(id));
  }

  /** The engine has lost the session, with its objects. */
  end(): void {
    this.doc = undefined;
    this.unused.clear();
  }

  remove(id: string): void {
    const { doc } = this;
    doc?.destroySessionObject(id).catch((thrown: unknown) => {
      // Other errors say that the engine does not have it.
      if (!isDisconnection(thrown)) return;
      this.unused.add(id);
      if (this.doc && this.doc !== doc) this.open(this.doc);
    });
  }
}

/** Removes a session object of an app, at once or when its session is resumed. If the session ends first, the object ends with it. */
export function removeSessionObject(doc: Doc, id: string): void {
  const objects = BY_APP.get(doc);
  if (objects) objects.remove(id);
  else doc.destroySessionObject(id).catch(() => undefined);
}
