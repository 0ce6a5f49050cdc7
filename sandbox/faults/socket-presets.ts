import type { Platform } from './faulty-server.ts';
import type { Preset } from './preset.ts';

const BOTH: readonly Platform[] = ['cloud', 'client-managed'];

/** Handshakes are answered with that status; a browser tells its page 1006 and nothing else. */
function refused(
  status: number,
  how: Pick<Preset, 'id' | 'title'> & { readonly description: string },
): Preset {
  return {
    ...how,
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [{ match: { kind: 'websocket' }, effect: { type: 'status', status } }],
  };
}

/** What is open now is closed with that code. */
function closeOpenSockets(code: number, how: Pick<Preset, 'title' | 'description'>): Preset {
  return {
    ...how,
    id: `socket-${code}`,
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [{ effect: { type: 'close-socket', at: 'now', code } }],
  };
}

/** Whoever opens an app is closed with that code. */
function closeOnOpenDoc(code: number, how: Pick<Preset, 'title' | 'description' | 'platforms'>): Preset {
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
    description: 'No app opens: handshakes get a 403, as for a foreign origin. Until cleared.',
  }),
  refused(401, {
    id: 'socket-token-refused',
    title: 'Socket’s credential refused',
    description: 'No app opens: handshakes get a 401, while REST works. Until cleared.',
  }),
  refused(500, {
    id: 'socket-500',
    title: 'Socket fails inside',
    description: 'No app opens: handshakes get a 500. Until cleared.',
  }),
  closeOpenSockets(1006, {
    title: 'Connection breaks',
    description: 'Open apps lose their connection without a word and come back. Once, now.',
  }),
  closeOpenSockets(4001, {
    title: 'Closed as idle',
    description: 'Open apps are closed as after a long time without use, and come back. Once, now.',
  }),
  closeOpenSockets(4003, {
    title: 'Engine says good-bye',
    description: 'Open apps are told that the engine ends, and come back; sessions are kept. Once, now.',
  }),
  closeOnOpenDoc(4204, {
    title: 'App not found',
    description: 'Whoever opens an app is told that there is none. Until cleared.',
    platforms: BOTH,
  }),
  closeOnOpenDoc(4005, {
    title: 'Session limit reached',
    description: 'Whoever opens an app has too many sessions already. Until cleared.',
    platforms: ['cloud'],
  }),
  closeOnOpenDoc(4240, {
    title: 'No engine available',
    description: 'Whoever opens an app is told that there is no engine for it. Until cleared.',
    platforms: BOTH,
  }),
  {
    id: 'socket-silent',
    title: 'Sockets fall silent',
    description:
      'Open and new sockets stay open and nothing comes any more, as after a sleep. Until cleared.',
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [
      { effect: { type: 'silent-socket', at: 'accepted' } },
      { effect: { type: 'silent-socket', at: 'now' } },
    ],
  },
];
