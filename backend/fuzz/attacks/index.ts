import type { Attack } from '../attack.ts';
import { fetchDestination } from './fetch-destination.ts';
import { forgedRequests } from './forged-requests.ts';
import { forgedUpgrades } from './forged-upgrades.ts';
import { hostileAnswers, hostileCredentials } from './hostile-answers.ts';
import { impostorServers } from './impostor-servers.ts';
import { malformedHttp } from './malformed-http.ts';
import { oversizeRequests } from './oversize-requests.ts';
import { credentials, ownAnswers } from './own-answers.ts';
import { pathDisguises } from './path-disguises.ts';
import { qixMessages } from './qix-messages.ts';
import { rateLimits } from './rate-limits.ts';
import { requestFraming } from './request-framing.ts';
import { sessionRaces } from './session-races.ts';
import { hostileFrames, hostileHandshakes, socketFloods } from './sockets.ts';
import { stalledConnections } from './stalled-connections.ts';

/** All kinds of attacks. */
export const ATTACKS: readonly Attack[] = [
  ownAnswers,
  credentials,
  forgedRequests,
  requestFraming,
  malformedHttp,
  stalledConnections,
  forgedUpgrades,
  socketFloods,
  hostileFrames,
  hostileHandshakes,
  hostileAnswers,
  hostileCredentials,
  sessionRaces,
  rateLimits,
  oversizeRequests,
  pathDisguises,
  qixMessages,
  fetchDestination,
  impostorServers,
];
