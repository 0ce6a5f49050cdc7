import { Injectable, signal, untracked } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import { toQlikError } from 'ngx-qlik';
import { planRepetition, type RepeatedField } from './repetition';

/** An app that is open in a panel, as far as repeating selections goes. */
export interface RepeatingApp {
  readonly connectionId: string;
  fields(): readonly RepeatedField[];
  select(field: string, texts: readonly string[]): Promise<void>;
  clear(field: string): Promise<void>;
  /** What could not be repeated here: for people, empty when all could. */
  reportMissing(missing: readonly string[]): void;
}

/**
 * Makes the selections of one app in the others that are open, by the names of fields and the texts of values. The one that is followed
 * is the one that the user works in; what changes in the others because of it is nobody's wish and goes no further.
 */
@Injectable()
export class SelectionRepeater {
  private readonly apps = new Set<RepeatingApp>();
  private readonly running = new Map<RepeatingApp, Promise<void>>();
  private leader: string | undefined;
  private readonly on = signal(false);

  readonly isOn = this.on.asReadonly();

  switch(isOn: boolean): void {
    this.on.set(isOn);
    if (!isOn) this.apps.forEach((app) => app.reportMissing([]));
  }

  /** The user works in that panel. */
  lead(connectionId: string): void {
    this.leader = connectionId;
  }

  /** Takes part until the function that it returns is called. */
  join(app: RepeatingApp): () => void {
    this.apps.add(app);
    return () => {
      this.apps.delete(app);
      this.running.delete(app);
    };
  }

  /** The selections in that app are others now. */
  changed(app: RepeatingApp): void {
    if (!untracked(this.on) || app.connectionId !== this.leader) return;
    const wanted = untracked(() => app.fields());
    this.apps.forEach((other) => {
      if (other !== app) this.repeat(wanted, other);
    });
  }

  /** One repetition after another in each app: what came last is in force at the end. */
  private repeat(wanted: readonly RepeatedField[], app: RepeatingApp): void {
    const before = this.running.get(app) ?? Promise.resolve();
    const next = before.then(() => (this.apps.has(app) ? applyRepetition(wanted, app) : undefined));
    this.running.set(app, next);
  }
}

async function applyRepetition(wanted: readonly RepeatedField[], app: RepeatingApp): Promise<void> {
  const { clears, selects, tooMany } = planRepetition(
    wanted,
    untracked(() => app.fields()),
  );
  const missing = tooMany.map(({ field, count }) => `${field} (${count} values are too many)`);
  const attempt = async (field: string, work: Promise<void>) => {
    try {
      await work;
    } catch (thrown) {
      // The other app goes on without that field, and its panel says so.
      const error: QlikError = toQlikError(thrown);
      missing.push(`${field} (${error.message})`);
    }
  };
  for (const field of clears) await attempt(field, app.clear(field));
  for (const { field, texts } of selects) await attempt(field, app.select(field, texts));
  app.reportMissing(missing);
}
