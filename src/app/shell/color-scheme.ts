import { DOCUMENT } from '@angular/common';
import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

/** Light or dark. */
export type Scheme = 'light' | 'dark';

const KEY = 'app:color-scheme';

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
    this.remember();
  }

  private apply(): void {
    const chosen = this.chosen();
    if (chosen) this.root.dataset['colorScheme'] = chosen;
    else delete this.root.dataset['colorScheme'];
  }

  private remember(): void {
    const chosen = this.chosen();
    try {
      if (chosen) localStorage.setItem(KEY, chosen);
      else localStorage.removeItem(KEY);
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
  }
}

function toScheme(isDark: boolean): Scheme {
  return isDark ? 'dark' : 'light';
}

function readChosen(): Scheme | undefined {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : undefined;
  } catch {
    // Storage is blocked: there is no choice.
    return undefined;
  }
}
