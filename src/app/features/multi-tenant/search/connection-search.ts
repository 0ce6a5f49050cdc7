import { effect, inject, type Signal, signal, untracked } from '@angular/core';
import { ConnectionRegistry, QlikAuthService, type QlikConnection, QlikError, toQlikError } from 'ngx-qlik';
import {
  defer,
  from,
  map,
  type Observable,
  of,
  type Subscription,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { AppChoice } from '../../../connections/app-choices';
import { isSignedIn } from '../../../connections/connection-status';
import { canListApps, injectAppFinder } from '../app-finder';

/** How long the search waits for the restore of a sign-in, as long as the guards of the routes. */
const RESTORE_LIMIT_MS = 15_000;

/** The result of a search in one connection. */
export type ConnectionAnswer = { readonly connection: QlikConnection } & (
  | { readonly status: 'waiting' }
  | { readonly status: 'found'; readonly apps: readonly AppChoice[] }
  | { readonly status: 'failed'; readonly error: QlikError }
);

/** A search in several connections. */
export interface ConnectionSearch {
  readonly answers: Signal<readonly ConnectionAnswer[]>;
  /** Connections that are not signed in, or that cannot list apps. */
  readonly leftOut: Signal<readonly QlikConnection[]>;
  /** Repeats the search in that connection. */
  retry(connectionId: string): void;
}

/**
 * Searches all connections in parallel when the text changes: restores the sign-in of each, then searches those that are signed in. Needs an
 * injection context.
 * @param text `undefined` if there is no search
 */
export function injectConnectionSearch(text: Signal<string | undefined>): ConnectionSearch {
  const auth = inject(QlikAuthService);
  const registry = inject(ConnectionRegistry);
  const findApps = injectAppFinder();
  const answers = signal<readonly ConnectionAnswer[]>([]);
  const leftOut = signal<readonly QlikConnection[]>([]);
  const running = new Map<string, Subscription>();

  const setAnswer = (answer: ConnectionAnswer) =>
    answers.update((before) =>
      before.map((each) => (each.connection.id === answer.connection.id ? answer : each)),
    );
  const leaveOut = (connection: QlikConnection) => {
    answers.update((before) => before.filter((each) => each.connection.id !== connection.id));
    const ids = new Set([...leftOut(), connection].map(({ id }) => id));
    leftOut.set(registry.connections().filter(({ id }) => ids.has(id)));
  };
  /** Emits once whether a user is signed in. Fails where the server cannot be reached. */
  const restore = ({ id, label }: QlikConnection): Observable<boolean> => {
    const connectionSession = auth.connectionSession(id);
    if (isSignedIn(connectionSession.state())) return of(true);
    // RxJS's own `timeout` would be in the first download.
    const timedOut = timer(RESTORE_LIMIT_MS).pipe(
      tap(() => {
        throw new QlikError('http-unreachable', `${label} does not respond.`, {
          remedy: 'Try again later.',
          connectionId: id,
          isRetryable: true,
        });
      }),
    );
    return from(connectionSession.retry()).pipe(
      takeUntil(timedOut),
      map(() => {
        const restored = connectionSession.state();
        if (restored.status === 'failed' && restored.error.code.startsWith('http-')) throw restored.error;
        return isSignedIn(restored);
      }),
    );
  };
  const search = (connection: QlikConnection, wanted: string) => {
    running.get(connection.id)?.unsubscribe();
    setAnswer({ connection, status: 'waiting' });
    running.set(
      connection.id,
      defer(() => restore(connection))
        .pipe(switchMap((isReady) => (isReady ? findApps(connection, wanted) : of(undefined))))
        .subscribe({
          next: (apps) => (apps ? setAnswer({ connection, status: 'found', apps }) : leaveOut(connection)),
          error: (thrown: unknown) =>
            setAnswer({ connection, status: 'failed', error: toQlikError(thrown, connection.id) }),
        }),
    );
  };
  const stop = () => {
    running.forEach((each) => each.unsubscribe());
    running.clear();
  };

  effect((onCleanup) => {
    const wanted = text();
    untracked(() => {
      const all = wanted === undefined ? [] : registry.connections();
      leftOut.set(all.filter((each) => !canListApps(each)));
      const asked = all.filter(canListApps);
      answers.set(asked.map((connection) => ({ connection, status: 'waiting' })));
      asked.forEach((connection) => search(connection, wanted ?? ''));
    });
    onCleanup(stop);
  });

  return {
    answers: answers.asReadonly(),
    leftOut: leftOut.asReadonly(),
    retry: (connectionId) => {
      const answer = untracked(answers).find(({ connection }) => connection.id === connectionId);
      if (answer) search(answer.connection, untracked(text) ?? '');
    },
  };
}
