import { effect, inject, type Signal, signal, untracked } from '@angular/core';
import {
  ConnectionRegistry,
  QlikAuthService,
  type QlikConnection,
  type QlikError,
  toQlikError,
} from 'ngx-qlik';
import type { Subscription } from 'rxjs';
import type { AppChoice } from '../../../connections/app-choices';
import { isSignedIn } from '../../../connections/connection-status';
import { canListApps, injectAppFinder } from '../app-finder';

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
 * Searches all signed-in connections in parallel when the text changes. Needs an injection context.
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
  const search = (connection: QlikConnection, wanted: string) => {
    running.get(connection.id)?.unsubscribe();
    setAnswer({ connection, status: 'waiting' });
    running.set(
      connection.id,
      findApps(connection, wanted).subscribe({
        next: (apps) => setAnswer({ connection, status: 'found', apps }),
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
      const canAnswer = (connection: QlikConnection) =>
        canListApps(connection) && isSignedIn(auth.state(connection.id)());
      leftOut.set(all.filter((each) => !canAnswer(each)));
      const asked = all.filter(canAnswer);
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
