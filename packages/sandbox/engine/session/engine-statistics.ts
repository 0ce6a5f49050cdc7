import { availableParallelism, freemem, totalmem } from 'node:os';
import { ENGINE_VERSION } from '../expression/app-functions.ts';
import type { EngineHealth } from '../connection.ts';

/** A session, as the health check counts it. */
export interface CountedSession {
  readonly userId: string;
  /** Id of the open app. */
  readonly appId: string | undefined;
  readonly isConnected: boolean;
  /** Milliseconds since 1970 of its last message. */
  readonly lastMessageAt: number;
}

/** A session without a message for longer than this is not active. */
const ACTIVE_MS = 60_000;
/** The engine is saturated above these shares, as Qlik's is. */
const SATURATED = 0.9;
const MEGABYTE = 1024 * 1024;

const SELECTION = /^(?:(?:Multi)?Range|LowLevel|Toggle)?Select/;

/** Counts what the health check of an engine tells. */
export class EngineStatistics {
  readonly cache = { hits: 0, lookups: 0, added: 0, replaced: 0 };
  readonly #started = new Date();
  #calls = 0;
  #selections = 0;
  #sample = { at: performance.now(), cpu: process.cpuUsage() };

  countCall(method: string): void {
    this.#calls += 1;
    if (SELECTION.test(method)) this.#selections += 1;
  }

  /** Begins a new period of the CPU's average. */
  startPeriod(): void {
    this.#sample = { at: performance.now(), cpu: process.cpuUsage() };
  }

  /** @param inMemory ids of the apps whose data is in memory */
  health(sessions: readonly CountedSession[], inMemory: readonly string[]): EngineHealth {
    const active = sessions.filter(
      ({ isConnected, lastMessageAt }) => isConnected && Date.now() - lastMessageAt < ACTIVE_MS,
    );
    const connected = sessions.filter(({ isConnected }) => isConnected);
    const loaded = appsOf(connected);
    const memory = process.memoryUsage();
    const cpu = this.#cpuShare();
    return {
      version: ENGINE_VERSION,
      started: this.#started.toISOString(),
      mem: {
        committed: memory.rss / MEGABYTE,
        allocated: Math.max(memory.rss, memory.heapTotal + memory.external) / MEGABYTE,
        free: freemem() / MEGABYTE,
        totalPhysical: totalmem() / MEGABYTE,
      },
      cpu: { total: Math.round(cpu * 100) },
      session: { active: active.length, total: sessions.length },
      apps: {
        active_docs: appsOf(active),
        loaded_docs: loaded,
        in_memory_docs: inMemory.filter((id) => !loaded.includes(id)),
        calls: this.#calls,
        selections: this.#selections,
      },
      users: { active: usersOf(active), total: usersOf(sessions) },
      cache: { ...this.cache, bytes_added: 0 },
      saturated: cpu > SATURATED || freemem() < totalmem() * (1 - SATURATED),
    };
  }

  /** Share of all processors that this process used since the period began. */
  #cpuShare(): number {
    const { user, system } = process.cpuUsage(this.#sample.cpu);
    const microseconds = Math.max(performance.now() - this.#sample.at, 1) * 1000;
    return Math.min((user + system) / microseconds / availableParallelism(), 1);
  }
}

function appsOf(sessions: readonly CountedSession[]): readonly string[] {
  return [...new Set(sessions.flatMap(({ appId }) => appId ?? []))];
}

function usersOf(sessions: readonly CountedSession[]): number {
  return new Set(sessions.map(({ userId }) => userId)).size;
}
