import { computed, Injectable, signal, untracked } from '@angular/core';

/** For so long a message is not replaced by one about something else, and a result not by the status that follows from it. */
const SHOWN_MS = 1_000;

/** A message, and what it is about: connections, or the page. */
interface Announcement {
  readonly message: string;
  readonly about: readonly (string | symbol)[];
}

const PAGE = Symbol('page');

/**
 * The message for screen readers. The shell has the live region that shows it. Messages about different things wait for each other; a later
 * message about the same replaces the earlier one.
 */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly current = signal<Announcement & { readonly until: number }>({
    message: '',
    about: [],
    until: 0,
  });
  private waiting: readonly Announcement[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last result of an action was announced, per connection. */
  private readonly results = new Map<string, number>();

  readonly message = computed(() => this.current().message);

  /** @param connectionIds of the connections that the message is about */
  announce(message: string, ...connectionIds: readonly string[]): void {
    for (const id of connectionIds) this.results.set(id, Date.now());
    this.add({ message, about: connectionIds });
  }

  /** Announces the title of a page that was opened. */
  announcePage(title: string): void {
    this.add({ message: title, about: [PAGE] });
  }

  /** Announces the status of a connection, unless an action of the user has just announced its result. */
  announceStatus(message: string, connectionId: string): void {
    if (Date.now() - (this.results.get(connectionId) ?? 0) < SHOWN_MS) return;
    this.add({ message, about: [connectionId] });
  }

  private add(announcement: Announcement): void {
    this.waiting = this.waiting.filter((each) => !isAboutSame(each, announcement));
    const { until, about } = untracked(this.current);
    if (until <= Date.now() || isAboutSame({ about }, announcement)) this.show(announcement);
    else this.waiting = [...this.waiting, announcement];
  }

  private show(announcement: Announcement): void {
    // Screen readers announce changes only: a space that no reader speaks makes the same message another one.
    const isRepeated = announcement.message !== '' && announcement.message === untracked(this.message);
    const message = isRepeated ? `${announcement.message}\u00a0` : announcement.message;
    this.current.set({ ...announcement, message, until: Date.now() + SHOWN_MS });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const [next, ...rest] = this.waiting;
      this.waiting = rest;
      if (next) this.show(next);
    }, SHOWN_MS);
  }
}

/** Messages about no connection and no page replace each other. */
function isAboutSame(one: Pick<Announcement, 'about'>, other: Pick<Announcement, 'about'>): boolean {
  if (one.about.length === 0) return other.about.length === 0;
  return one.about.some((each) => other.about.includes(each));
}
