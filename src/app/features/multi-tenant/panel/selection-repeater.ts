import { Injectable, signal, untracked } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import { toQlikError } from 'ngx-qlik';
import { planRepetition, type RepeatedField } from './repetition';

/** An open app in a panel, for the repetition of selections. */
export interface RepeatingApp {
  readonly connectionId: string;
  fields(): readonly RepeatedField[];
  select(field: string, texts: readonly string[]): Promise<void>;
  clear(field: string): Promise<void>;
  /** Shows the fields that could not be selected; empty if there are none. */
  reportMissing(missing: readonly string[]): void;
}

/**
 * Applies the selections of one app to the other open apps, by field names and value texts. The source is the app that
 * the user works in; the changes in the other apps are not repeated.
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

  /** Sets the panel that the user works in. */
  lead(connectionId: string): void {
    this.leader = connectionId;
  }

  /** Adds an app. Returns a function that removes it. */
  join(app: RepeatingApp): () => void {
    this.apps.add(app);
    return () => {
      this.apps.delete(app);
      this.running.delete(app);
    };
  }

  /** Call it after a change of the selections in that app. */
  changed(app: RepeatingApp): void {
    if (!untracked(this.on) || app.connectionId !== this.leader) return;
    const wanted = untracked(() => app.fields());
    this.apps.forEach((other) => {
      if (other !== app) this.repeat(wanted, other);
    });
  }

  /** One repetition at a time per app: the last one wins. */
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
      // The other fields are still applied; the panel shows this error.
      const error: QlikError = toQlikError(thrown);
      missing.push(`${field} (${error.message})`);
    }
  };
  for (const field of clears) await attempt(field, app.clear(field));
  for (const { field, texts } of selects) await attempt(field, app.select(field, texts));
  app.reportMissing(missing);
}
