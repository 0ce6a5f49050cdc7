import type { Platform } from './faulty-server.ts';
import type { Preset } from './preset.ts';

const BOTH: readonly Platform[] = ['cloud', 'client-managed'];

/** Refuses handshakes with that status; a browser reports only 1006 to its page. */
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

/** Closes the open sockets with that code. */
function closeOpenSockets(code: number, how: Pick<Preset, 'title' | 'description'>): Preset {
  return {
    ...how,
    id: `socket-${code}`,
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [{ effect: { type: 'close-socket', at: 'now', code } }],
  };
}

/** Closes a socket with that code when it opens an app. */
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
    description: 'Open apps lose their connection without a close frame and reconnect. Once, now.',
  }),
  closeOpenSockets(4001, {
    title: 'Closed as idle',
    description: 'Open apps are closed as after a long time without use, and reconnect. Once, now.',
  }),
  closeOpenSockets(4003, {
    title: 'Engine shuts down',
    description: 'Open apps get the close code of a shutdown, and reconnect; sessions are kept. Once, now.',
  }),
  closeOnOpenDoc(4204, {
    title: 'App not found',
    description: 'Opening an app fails: the app is not found. Until cleared.',
    platforms: BOTH,
  }),
  closeOnOpenDoc(4005, {
    title: 'Session limit reached',
    description: 'Opening an app fails: the user has too many sessions. Until cleared.',
    platforms: ['cloud'],
  }),
  closeOnOpenDoc(4240, {
    title: 'No engine available',
    description: 'Opening an app fails: no engine is available. Until cleared.',
    platforms: BOTH,
  }),
  {
    id: 'socket-silent',
    title: 'Sockets fall silent',
    description: 'Open and new sockets stay open and receive no frame, as after sleep mode. Until cleared.',
    group: 'Sockets',
    platforms: BOTH,
    faults: () => [
      { effect: { type: 'silent-socket', at: 'accepted' } },
      { effect: { type: 'silent-socket', at: 'now' } },
    ],
  },
];
