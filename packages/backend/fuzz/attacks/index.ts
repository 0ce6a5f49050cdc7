import type { Attack } from '../attack.ts';
import { fetchDestination } from './fetch-destination.ts';
import { forgedRequests } from './forged-requests.ts';
import { forgedUpgrades } from './forged-upgrades.ts';
import { hostileResponses, hostileCredentials } from './hostile-responses.ts';
import { impostorServers } from './impostor-servers.ts';
import { malformedHttp } from './malformed-http.ts';
import { oversizeRequests } from './oversize-requests.ts';
import { credentials, ownResponses } from './own-responses.ts';
import { pathObfuscation } from './path-obfuscation.ts';
import { qixMessages } from './qix-messages.ts';
import { rateLimits } from './rate-limits.ts';
import { requestFraming } from './request-framing.ts';
import { sessionRaces } from './session-races.ts';
import { hostileFrames, hostileHandshakes, socketFloods } from './sockets.ts';
import { stalledConnections } from './stalled-connections.ts';

/** All kinds of attacks. */
export const ATTACKS: readonly Attack[] = [
  ownResponses,
  credentials,
  forgedRequests,
  requestFraming,
  malformedHttp,
  stalledConnections,
  forgedUpgrades,
  socketFloods,
  hostileFrames,
  hostileHandshakes,
  hostileResponses,
  hostileCredentials,
  sessionRaces,
  rateLimits,
  oversizeRequests,
  pathObfuscation,
  qixMessages,
  fetchDestination,
  impostorServers,
];
