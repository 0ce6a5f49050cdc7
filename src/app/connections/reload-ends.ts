import {
  DestroyRef,
  type EnvironmentProviders,
  inject,
  Injectable,
  provideAppInitializer,
  signal,
} from '@angular/core';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { ActivityLog } from '../activity/activity-log';
import { StoredText } from '../storage/browser-storage';
import { endsWithReload } from './auth-type-facts';

/** The ids of the connections whose sign-in ended with the last page of this tab. */
const STORED = new StoredText('session', 'app:ended-with-page');

/** Notes which sign-ins end when this page is left, because their tokens are in memory, and logs it on the next page of this tab. */
@Injectable({ providedIn: 'root' })
export class ReloadEnds {
  private readonly registry = inject(ConnectionRegistry);
  private readonly signedIn = new Set<string>();
  private readonly ended = signal<ReadonlySet<string>>(readStored());

  constructor() {
    const log = inject(ActivityLog);
    for (const connectionId of this.ended()) {
      log.add({
        kind: 'sign-in',
        connectionId,
        at: Date.now(),
        title: 'Loading the page again ended the sign-in',
        detail: 'Its tokens were in memory only.',
        outcome: 'noted',
      });
    }
    STORED.write(undefined);
    const events = inject(QlikAuthService).events.subscribe(({ type, connectionId }) => {
      if (type === 'signed-in') this.begin(connectionId);
      if (type === 'signed-out') this.signedIn.delete(connectionId);
    });
    const onHide = () => {
      const ids = [...this.signedIn].filter((id) => this.endsWithReload(id));
      STORED.write(ids.length === 0 ? undefined : JSON.stringify(ids));
    };
    // The browser shows the page again as it was left.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) STORED.write(undefined);
    };
    addEventListener('pagehide', onHide);
    addEventListener('pageshow', onShow);
    inject(DestroyRef).onDestroy(() => {
      events.unsubscribe();
      removeEventListener('pagehide', onHide);
      removeEventListener('pageshow', onShow);
    });
  }

  /** Whether loading this page ended the sign-in of a connection, and no other followed. */
  hasEnded(connectionId: string): boolean {
    return this.ended().has(connectionId);
  }

  private begin(connectionId: string): void {
    this.signedIn.add(connectionId);
    this.ended.update((before) => new Set([...before].filter((id) => id !== connectionId)));
  }

  private endsWithReload(connectionId: string): boolean {
    const connection = this.registry.find(connectionId);
    return connection !== undefined && endsWithReload(connection);
  }
}

/** Starts with the application: a sign-in may be restored before a component is created. */
export function provideReloadEnds(): EnvironmentProviders {
  return provideAppInitializer(() => void inject(ReloadEnds));
}

function readStored(): ReadonlySet<string> {
  const stored = STORED.readJson();
  return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []);
}
