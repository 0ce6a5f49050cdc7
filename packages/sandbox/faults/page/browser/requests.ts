import { element, KeyedList } from './dom.ts';
import type { ReceivedRequest } from './operator.ts';

const SHOWN = 30;

/** A line of a server's log. */
interface Line extends ReceivedRequest {
  readonly server: string;
}

/** The last requests of all servers, the newest first. */
export class RequestList {
  private lines: readonly Line[] = [];
  private readonly seen = new Map<string, number>();
  private readonly list: KeyedList<Line>;

  constructor(
    parent: HTMLElement,
    private readonly empty: HTMLElement,
  ) {
    this.list = new KeyedList<Line>(
      parent,
      ({ server, seq }) => `${server} ${seq}`,
      (line) => ({ root: row(line), update: () => undefined }),
    );
  }

  /** Returns the sequence number of the server's last shown request. */
  lastOf(server: string): number {
    return this.seen.get(server) ?? 0;
  }

  add(server: string, received: readonly ReceivedRequest[]): void {
    const last = received.at(-1);
    if (last === undefined) return;
    this.seen.set(server, last.seq);
    const lines = received.slice(-SHOWN).map((each) => ({ ...each, server }));
    this.lines = [...this.lines, ...lines].sort((a, b) => b.time.localeCompare(a.time)).slice(0, SHOWN);
    this.empty.hidden = true;
    this.list.show(this.lines);
  }

  /** Clears the list after a restart of the sandbox, which resets the sequence numbers. */
  forget(): void {
    this.lines = [];
    this.seen.clear();
    this.empty.hidden = false;
    this.list.show([]);
  }
}

function row({ server, time, kind, method, path, status, user, reason, faults }: Line): HTMLElement {
  const isBad = status === 0 || status >= 400;
  const answer = status === 0 ? 'no answer' : String(status);
  const notes = [user, reason, faults && `fault: ${faults.join(', ')}`].filter(Boolean).join(' · ');
  return element(
    'li',
    {},
    element('span', { className: 'quiet', textContent: time.slice(11, 23) }),
    element('span', { textContent: server }),
    element('span', { className: 'path', textContent: `${kind === 'websocket' ? 'WS' : method} ${path}` }),
    element('strong', { className: isBad ? 'bad' : 'good', textContent: answer }),
    element('span', { className: faults ? 'bad' : 'quiet', textContent: notes }),
  );
}
