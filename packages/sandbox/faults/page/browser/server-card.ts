import { element, KeyedList, type View } from './dom.ts';
import type { ActiveFault, Server, ServerState, UnsupportedCall } from './operator.ts';

/** A server with its state. */
export interface ServerItem {
  readonly server: Server;
  readonly state: ServerState;
  /** Calls that the server does not support, the most frequent first. */
  readonly unsupportedCalls: readonly UnsupportedCall[];
}

/** Number of unsupported calls that a card shows. */
const SHOWN_CALLS = 10;

/** Calls the admin API for a server, shows a message and refreshes the page. */
export type Act = (done: string, method: 'POST' | 'DELETE', path: string, body?: object) => void;

/** Renders the card of one server: its state, its actions and its faults. */
export function serverCard({ server }: ServerItem, act: Act): View<ServerItem> {
  const { id } = server;
  const base = `/tenants/${id}`;
  const status = element('strong');
  const clock = element('p', { className: 'quiet' });
  const none = element('p', { className: 'quiet', textContent: 'No fault is set up.' });
  const faults = element('ul');
  const button = (label: string, onclick: () => void): HTMLButtonElement =>
    element('button', { type: 'button', textContent: label, ariaLabel: `${label}: ${id}`, onclick });
  const post = (label: string, done: string, path: string, body: object = {}): HTMLButtonElement =>
    button(label, () => act(`${id}: ${done}`, 'POST', `${base}/${path}`, body));
  const clear = button('Clear faults', () =>
    act(`${id}: all faults are removed.`, 'DELETE', `${base}/faults`),
  );
  const putRight = post('Reset clock', 'the clock is reset.', 'clock', { offsetSeconds: 0 });
  const whenRunning = [
    post('Stop', 'stopped; sessions are kept.', 'stop', { sessions: 'keep' }),
    post('Stop, lose sessions', 'stopped; sessions are lost.', 'stop', { sessions: 'lose' }),
    post('Restart engine', 'the engine was restarted.', 'restart-engine'),
    post('Expire tokens', 'tokens and sessions have ended.', 'expire-tokens', {
      refreshTokens: true,
      sessions: true,
    }),
    post('Close sockets', 'the sockets were closed.', 'close-sockets'),
    post('Reset', 'reset to the initial state.', 'reset'),
  ];
  const start = post('Start', 'started.', 'start');
  const list = new KeyedList<ActiveFault>(
    faults,
    (fault) => fault.id,
    (fault) =>
      faultLine(fault, () => act(`${id}: ${fault.id} is removed.`, 'DELETE', `${base}/faults/${fault.id}`)),
  );
  const unsupported = element('ul');
  const unsupportedTitle = element('p', { textContent: 'Called here, but not supported:' });
  const root = element(
    'article',
    { className: 'card' },
    element('h3', {}, id, ' ', status),
    element('p', {}, element('a', { href: server.origin, textContent: server.origin })),
    clock,
    none,
    faults,
    unsupportedTitle,
    unsupported,
    element('div', { className: 'actions' }, start, ...whenRunning, putRight, clear),
  );
  return {
    root,
    update({ server: { status: now }, state, unsupportedCalls }) {
      const isRunning = now === 'running';
      status.textContent = now;
      status.className = isRunning ? 'good' : 'bad';
      clock.textContent = describeClock(state.clock);
      none.hidden = state.faults.length > 0;
      list.show(state.faults);
      unsupportedTitle.hidden = unsupportedCalls.length === 0;
      unsupported.replaceChildren(
        ...unsupportedCalls
          .slice(0, SHOWN_CALLS)
          .map(({ name, count }) => element('li', { textContent: `${name}, ${count} ×` })),
      );
      start.hidden = isRunning;
      for (const each of whenRunning) each.hidden = !isRunning;
      putRight.hidden = state.clock.offsetSeconds === 0;
      clear.disabled = state.faults.length === 0;
    },
  };
}

function faultLine(fault: ActiveFault, remove: () => void): View<ActiveFault> {
  const text = element('span');
  const button = element('button', {
    type: 'button',
    textContent: 'Remove',
    ariaLabel: `Remove ${fault.id}`,
    onclick: remove,
  });
  return {
    root: element('li', {}, text, button),
    update(now) {
      const times = `applied ${now.applied}${now.count === undefined ? '' : ` of ${now.count}`} ×`;
      const title = element('strong', { textContent: now.id });
      const details = element('span', { className: 'quiet', textContent: describe(now) });
      const wanted = `${now.id}${times}${details.textContent}${now.isExhausted}`;
      if (text.dataset['shown'] === wanted) return;
      text.dataset['shown'] = wanted;
      text.replaceChildren(title, ` ${times}${now.isExhausted ? ', finished' : ''} `, details);
    },
  };
}

function describe({ match, effect }: ActiveFault): string {
  const { type, ...settings } = effect;
  const path = typeof match.path === 'string' ? match.path : match.path?.join(', ');
  const what = Object.entries(settings)
    .filter(([name]) => name !== 'body')
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .map(([name, value]) => (name === type ? value : `${name} ${value}`));
  const where = [
    match.kind === 'websocket' ? 'sockets' : 'requests',
    match.method,
    path,
    match.user && `of ${match.user}`,
  ];
  return `${type}${what.length > 0 ? ` ${what.join(', ')}` : ''} · ${where.filter(Boolean).join(' ')}`;
}

function describeClock({ offsetSeconds, now }: ServerState['clock']): string {
  const time = now.slice(11, 19);
  if (offsetSeconds === 0) return `Clock ${time} UTC, right`;
  const by = Math.abs(offsetSeconds);
  const amount =
    by >= 3600 ? `${+(by / 3600).toFixed(1)} h` : by >= 60 ? `${+(by / 60).toFixed(1)} min` : `${by} s`;
  return `Clock ${time} UTC, ${amount} ${offsetSeconds > 0 ? 'ahead' : 'behind'}`;
}
