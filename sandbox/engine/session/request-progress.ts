import type { JsonObject } from '../protocol/json.ts';

interface Run {
  readonly method: string;
  readonly startedAt: number;
  finishedAt: number | undefined;
}

const KEPT = 50;

/** How far requests of a session are, for `GetProgress`. */
export class RequestProgress {
  private readonly runs = new Map<number, Run>();

  start(requestId: number, method: string): void {
    if (this.runs.size >= KEPT) {
      const [oldest] = this.runs.keys();
      if (oldest !== undefined) this.runs.delete(oldest);
    }
    this.runs.set(requestId, { method, startedAt: Date.now(), finishedAt: undefined });
  }

  finish(requestId: number): void {
    const run = this.runs.get(requestId);
    if (run) run.finishedAt = Date.now();
  }

  /** `ProgressData`. For an unknown request it is what the engine says then, which clients take for no progress at all. */
  of(requestId: number): JsonObject {
    const run = this.runs.get(requestId);
    const message = (parameters: readonly string[]): JsonObject => ({
      qMessageCode: 0,
      qMessageParameters: parameters,
    });
    return {
      qStarted: true,
      qFinished: run === undefined || run.finishedAt !== undefined,
      qCompleted: run?.finishedAt === undefined ? 0 : 1,
      qTotal: run ? 1 : 0,
      qKB: 0,
      qMillisecs: run ? (run.finishedAt ?? Date.now()) - run.startedAt : 0,
      qUserInteractionWanted: false,
      qErrorData: [],
      qPersistentProgressMessages: [],
      qTransientProgressMessage: message([run && run.finishedAt === undefined ? run.method : '']),
    };
  }
}
