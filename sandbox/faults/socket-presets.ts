import type { Platform } from './faulty-server.ts';
import type { Preset } from './preset.ts';

const BOTH: readonly Platform[] = ['cloud', 'client-managed'];

/** Handshakes are answered with that status; a browser tells its page 1006 and nothing else. */
function refused(status: number, how: Pick<Preset, 'id' | 'title'> & { readonly sees: string }): Preset {
  return {
    ...how,
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [{ match: { kind: 'websocket' }, effect: { type: 'status', status } }],
  };
}

/** What is open now is closed with that code. */
function closedNow(code: number, how: Pick<Preset, 'title' | 'sees'>): Preset {
  return {
    ...how,
    id: `socket-${code}`,
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [{ effect: { type: 'close-socket', at: 'now', code } }],
  };
}

/** Whoever opens an app is closed with that code. */
function closedOnOpen(code: number, how: Pick<Preset, 'title' | 'sees' | 'platforms'>): Preset {
  return {
    ...how,
    id: `socket-${code}`,
    group: 'Sockets',
    faults: () => [{ effect: { type: 'close-socket', at: 'call', code } }],
  };
}

/** Presets of WebSockets. */
export const socketPresets: readonly Preset[] = [
  refused(403, {
    id: 'socket-403',
    title: 'Socket refused',
    sees: 'No app opens: handshakes get a 403, as for a foreign origin. Until cleared.',
  }),
  refused(401, {
    id: 'socket-token-refused',
    title: 'Socket’s credential refused',
    sees: 'No app opens: handshakes get a 401, while REST works. Until cleared.',
  }),
  refused(500, {
    id: 'socket-500',
    title: 'Socket fails inside',
    sees: 'No app opens: handshakes get a 500. Until cleared.',
  }),
  closedNow(1006, {
    title: 'Connection breaks',
    sees: 'Open apps lose their connection without a word and come back. Once, now.',
  }),
  closedNow(4001, {
    title: 'Closed as idle',
    sees: 'Open apps are closed as after a long time without use, and come back. Once, now.',
  }),
  closedNow(4003, {
    title: 'Engine says good-bye',
    sees: 'Open apps are told that the engine ends, and come back; sessions are kept. Once, now.',
  }),
  closedOnOpen(4204, {
    title: 'App not found',
    sees: 'Whoever opens an app is told that there is none. Until cleared.',
    platforms: BOTH,
  }),
  closedOnOpen(4005, {
    title: 'Session limit reached',
    sees: 'Whoever opens an app has too many sessions already. Until cleared.',
    platforms: ['cloud'],
  }),
  closedOnOpen(4240, {
    title: 'No engine available',
    sees: 'Whoever opens an app is told that there is no engine for it. Until cleared.',
    platforms: BOTH,
  }),
  {
    id: 'socket-silent',
    title: 'Sockets fall silent',
    sees: 'Open and new sockets stay open and nothing comes any more, as after a sleep. Until cleared.',
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [
      { effect: { type: 'silent-socket', at: 'accepted' } },
      { effect: { type: 'silent-socket', at: 'now' } },
    ],
  },
];
