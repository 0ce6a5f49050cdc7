import { generateKeyPairSync } from 'node:crypto';
import { createCertificates, createImpostors, type ImpostorCertificates } from '../testing/certificates.ts';
import { type BackendProcess, startBackendProcess } from '../testing/backend-process.ts';
import { startTlsTenant, type TlsTenant } from '../testing/tls-tenant.ts';
import { BackendClient } from './backend-client.ts';
import { createConnections, type FileSecrets, SHARED } from './connections.ts';
import { type FuzzSession, signIn, signInAtQlik } from './fuzz-session.ts';
import { Identities } from './identities.ts';
import { Nonces, type Sent } from './nonces.ts';
import { SECRET_MARK, SecretSearch } from './secret-search.ts';
import { startUpstream, type UpstreamServer } from './upstream-server.ts';

/** Users of the run; `dora` signs in and out only. */
const USERS = ['ada', 'grace', 'edgar'] as const;
const SESSIONS_PER_USER = 2;

/** The backend with its upstream servers, clients and records. */
export interface FuzzTarget {
  readonly backend: BackendProcess;
  readonly client: BackendClient;
  readonly nonces: Nonces;
  readonly identities: Identities;
  readonly search: SecretSearch;
  /** Signed in for the whole run. */
  readonly sessions: readonly FuzzSession[];
  readonly hostile: readonly UpstreamServer[];
  readonly impostor: TlsTenant;
  readonly impostors: ImpostorCertificates;
  /** How many lines the log has, and how many requests arrived upstream. */
  readonly figures: () => { readonly logLines: number; readonly arrived: number };
  readonly close: () => Promise<void>;
}

interface TargetOptions {
  /** Called with a failure that is detected outside of the attack that caused it. */
  readonly onWrong: (what: string, sent: Sent | undefined) => void;
  readonly onAnswer: (status: number) => void;
}

/** Starts the upstream servers and the backend, and signs the users in. */
export async function startTarget({ onWrong, onAnswer }: TargetOptions): Promise<FuzzTarget> {
  const [certificates, impostors] = await Promise.all([createCertificates(), createImpostors()]);
  const nonces = new Nonces();
  const identities = new Identities();
  const search = new SecretSearch();
  const secrets = createSecrets();
  identities.addApiKey(secrets.apiKey);
  search.add('the API key', secrets.apiKey);
  search.add('the client secret', secrets.clientSecret);
  const operatorToken = `operator-${SECRET_MARK}-0123456789abcdef0123456789`;
  const sessionSecret = `session-${SECRET_MARK}-0123456789abcdef0123456789`;
  const pems = [secrets.privateKey, secrets.rsaKey, certificates.client.key];
  for (const pem of pems) {
    for (const line of pem.split('\n').filter((each) => each.length > 40 && !each.startsWith('-'))) {
      search.add('a private key', line);
    }
  }
  const upstream = { nonces, identities, shared: SHARED, onWrong };
  const tls = certificates.server;
  const [benign, benignTls, hostile, hostileTls] = await Promise.all([
    startUpstream(upstream),
    startUpstream({ ...upstream, tls }),
    startUpstream(upstream),
    startUpstream({ ...upstream, tls }),
  ]);
  const servers = [benign, benignTls, hostile, hostileTls];
  const impostor = await startTlsTenant(impostors.genuine);
  let logLines = 0;
  const backend = await startBackendProcess({
    connections: createConnections({
      origins: {
        benign: benign.origin,
        benignTls: benignTls.origin,
        hostile: hostile.origin,
        hostileTls: hostileTls.origin,
        impostor: impostor.origin,
      },
      secrets,
      certificates,
      impostors,
    }),
    environment: {
      TRUST_PROXY: 'loopback',
      RATE_LIMIT_PER_MINUTE: '1000000',
      UPGRADES_PER_MINUTE: '1000000',
      REQUEST_LIMIT_SECONDS: '10',
      STOP_LIMIT_SECONDS: '2',
      OPERATOR_TOKEN: operatorToken,
      SESSION_SECRET: sessionSecret,
    },
    onLine: (line) => {
      logLines += 1;
      const found = search.findInLog(line);
      if (found !== undefined) onWrong(`${found.secret} in the log: ${found.context}`, undefined);
      if (/"level":60|Unhandled|uncaught/i.test(line)) onWrong(`a fatal line in the log: ${line}`, undefined);
    },
  });
  const client = new BackendClient(backend.port, (status, text) => {
    if (status >= 0) onAnswer(status);
    const found = search.find(text);
    if (found !== undefined) onWrong(`${found.secret} in a response: ${found.context}`, undefined);
  });
  const close = async (): Promise<void> => {
    client.close();
    await backend.kill();
    await Promise.all([...servers, impostor].map((server) => server.close()));
  };
  try {
    const sessions: FuzzSession[] = [];
    for (let round = 0; round < SESSIONS_PER_USER; round += 1) {
      for (const user of USERS) {
        const fuzzSession = await signIn({ client, search }, user);
        for (const id of ['web', 'h-web'])
          await signInAtQlik({ client, identities, search }, fuzzSession, id);
        sessions.push(fuzzSession);
      }
    }
    return {
      backend,
      client,
      nonces,
      identities,
      search,
      sessions,
      hostile: [hostile, hostileTls],
      impostor,
      impostors,
      figures: () => ({ logLines, arrived: servers.reduce((sum, server) => sum + server.arrived(), 0) }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function createSecrets(): FileSecrets {
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  return {
    apiKey: 'eyJhbGciOiJFUzM4NCJ9.ZnV6eiBhcGkga2V5IG9mIHRoZSBydW4.c2lnbmF0dXJl-of_the-run',
    clientSecret: 'fuzz "client" \\secret/ +%41&=?#;<ä>',
    privateKey: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem).toString(),
    rsaKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString(),
  };
}
