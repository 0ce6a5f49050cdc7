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
    description: 'Embeds of this host fail: /qlik-embed/main.js is not found. Until cleared.',
    group: 'Runtime',
    platforms: BOTH,
    faults: () => [{ match: RUNTIME, effect: { type: 'status', status: 404 } }],
  },
  {
    id: 'runtime-silent',
    title: 'Runtime script never comes',
    description: 'Embeds wait for the runtime until the application’s timeout. Until cleared.',
    group: 'Runtime',
    platforms: BOTH,
    faults: () => [{ match: RUNTIME, effect: { type: 'never-answer' } }],
  },
  {
    id: 'runtime-html',
    title: 'A page in place of the runtime script',
    description:
      'The browser refuses to run the answer: it is HTML, as from a proxy with a sign-in. Until cleared.',
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
      'JWTs of one hour are expired on arrival, and so are idle sessions. Until the clock is reset.',
    group: 'Server',
    platforms: BOTH,
    act: ({ clock }) => clock.move(7200),
  },
  {
    id: 'clock-behind',
    title: 'Clock ten minutes behind',
    description: 'JWTs made now are not valid yet. Until the clock is reset.',
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
    title: 'Accepts calls and never answers',
    description: 'Every call and every socket waits until the application’s timeout. Until cleared.',
    group: 'Server',
    platforms: BOTH,
    faults: () => [
      { effect: { type: 'never-answer' } },
      { match: { kind: 'websocket' }, effect: { type: 'never-answer' } },
    ],
  },
];

/** All presets, in the order of the page. */
export const PRESETS: readonly Preset[] = [
  ...runtimePresets,
  ...answerPresets(SIGN_IN_PAGE),
  ...socketPresets,
  ...serverPresets,
];
