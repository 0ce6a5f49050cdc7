import { answerPresets } from './answer-presets.ts';
import type { FaultMatch } from './fault-rule.ts';
import type { Platform } from './faulty-server.ts';
import type { Preset } from './preset.ts';
import { socketPresets } from './socket-presets.ts';

const BOTH: readonly Platform[] = ['cloud', 'client-managed'];
const RUNTIME: FaultMatch = { path: '**/qlik-embed/main.js' };
const SIGN_IN_PAGE =
  '<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in</h1><p>Your session has ended.</p></html>';

const runtimePresets: readonly Preset[] = [
  {
    id: 'runtime-404',
    title: 'No runtime script',
    description: 'Nothing of this host can be embedded: /qlik-embed/main.js is not found. Until cleared.',
    group: 'Runtime',
    platforms: BOTH,
    faults: () => [{ match: RUNTIME, effect: { type: 'status', status: 404 } }],
  },
  {
    id: 'runtime-silent',
    title: 'Runtime script never comes',
    description: 'Whatever needs the runtime waits until the application gives up. Until cleared.',
    group: 'Runtime',
    platforms: BOTH,
    faults: () => [{ match: RUNTIME, effect: { type: 'never-answer' } }],
  },
  {
    id: 'runtime-html',
    title: 'A page in place of the runtime script',
    description:
      'The browser refuses to run what it got: it is HTML, as from a proxy that wants a sign-in. Until cleared.',
    group: 'Runtime',
    platforms: BOTH,
    faults: () => [
      {
        match: RUNTIME,
        effect: { type: 'replace-body', contentType: 'text/html; charset=utf-8', body: SIGN_IN_PAGE },
      },
    ],
  },
];

const serverPresets: readonly Preset[] = [
  {
    id: 'engine-restart',
    title: 'Engine restarts',
    description:
      'Open apps lose their connection (4003), their objects and, unless the application kept them, their selections. Once, now.',
    group: 'Server',
    platforms: BOTH,
    act: (server) => server.restartEngine(),
  },
  {
    id: 'clock-ahead',
    title: 'Clock two hours ahead',
    description:
      'JWTs of an hour have expired before they arrive, and so have sessions nobody used. Until the clock is put right.',
    group: 'Server',
    platforms: BOTH,
    act: ({ clock }) => clock.move(7200),
  },
  {
    id: 'clock-behind',
    title: 'Clock ten minutes behind',
    description: 'JWTs made now are not valid yet. Until the clock is put right.',
    group: 'Server',
    platforms: BOTH,
    act: ({ clock }) => clock.move(-600),
  },
  {
    id: 'slow',
    title: 'Slow',
    description: 'Every answer and every handshake comes three seconds late. Until cleared.',
    group: 'Server',
    platforms: BOTH,
    faults: () => [
      { effect: { type: 'delay', ms: 3000 } },
      { match: { kind: 'websocket' }, effect: { type: 'delay', ms: 3000 } },
    ],
  },
  {
    id: 'silent',
    title: 'Takes calls and never answers',
    description: 'Every call and every socket waits until the application gives up. Until cleared.',
    group: 'Server',
    platforms: BOTH,
    faults: () => [
      { effect: { type: 'never-answer' } },
      { match: { kind: 'websocket' }, effect: { type: 'never-answer' } },
    ],
  },
];

/** All faults by name, in the order of the page. */
export const PRESETS: readonly Preset[] = [
  ...runtimePresets,
  ...answerPresets(SIGN_IN_PAGE),
  ...socketPresets,
  ...serverPresets,
];
