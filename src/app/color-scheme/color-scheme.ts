import { DOCUMENT } from '@angular/common';
import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { StoredText } from '../storage/browser-storage';

/** Light or dark. */
export type Scheme = 'light' | 'dark';

const STORED = new StoredText('local', 'app:color-scheme');

/** The color scheme: follows the system until the user chooses one, and stores that choice. */
@Injectable({ providedIn: 'root' })
export class ColorScheme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly prefersDark = matchMedia('(prefers-color-scheme: dark)');
  private readonly system = signal(toScheme(this.prefersDark.matches));
  private readonly chosen = signal<Scheme | undefined>(readChosen());

  /** The present scheme. */
  readonly current = computed(() => this.chosen() ?? this.system());

  constructor() {
    const follow = ({ matches }: MediaQueryListEvent) => this.system.set(toScheme(matches));
    this.prefersDark.addEventListener('change', follow);
    inject(DestroyRef).onDestroy(() => this.prefersDark.removeEventListener('change', follow));
    this.apply();
  }

  toggle(): void {
    const next = this.current() === 'dark' ? 'light' : 'dark';
    // Choosing the system's scheme means following the system again.
    this.chosen.set(next === this.system() ? undefined : next);
    this.apply();
    STORED.write(this.chosen());
  }

  private apply(): void {
    const chosen = this.chosen();
    if (chosen) this.root.dataset['colorScheme'] = chosen;
    else delete this.root.dataset['colorScheme'];
  }
}

function toScheme(isDark: boolean): Scheme {
  return isDark ? 'dark' : 'light';
}

function readChosen(): Scheme | undefined {
  const stored = STORED.read();
  return stored === 'light' || stored === 'dark' ? stored : undefined;
}
