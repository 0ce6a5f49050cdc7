import { inject, Injectable } from '@angular/core';
import { type ConnectionId, type QlikSession, QlikAuthService } from 'ngx-qlik';
import { Answers } from './answers';

/** The {@link Answers} of each connection for its present sign-in. Of a user who has left nothing is kept. */
@Injectable({ providedIn: 'root' })
export class KeptAnswers {
  private readonly byConnection = new Map<
    ConnectionId,
    { readonly epoch: number; readonly answers: Answers }
  >();

  constructor() {
    inject(QlikAuthService).events.subscribe(({ type, connectionId }) => {
      if (type === 'signed-out' || type === 'refused') this.forget(connectionId);
    });
  }

  /** Forgets the answers of a connection: what is under way is not handed out again. */
  forget(connectionId: ConnectionId): void {
    this.byConnection.delete(connectionId);
  }

  of({ connection, epoch }: QlikSession): Answers {
    const existing = this.byConnection.get(connection.id);
    if (existing?.epoch === epoch()) return existing.answers;
    const answers = new Answers();
    this.byConnection.set(connection.id, { epoch: epoch(), answers });
    return answers;
  }
}
