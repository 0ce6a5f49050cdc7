import { Agent, request } from 'node:http';
import { startSandboxProcess } from '../conformance/sandbox-process.ts';
import { startTestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { startDocumentedHandler } from './documented-handler.ts';

const CALLERS = 50;
const ROUNDS = 40;
/** Until the code is compiled; a server runs for days. */
const WARM_UP_ROUNDS = 15;
const GOAL = 3;
const CLIENT = { id: 'sandbox-web', secret: 'sandbox-web-secret' };

/** S8: access tokens for fifty concurrent callers; the backend and the documented handler alternate over the same sandbox. */
async function main(): Promise<void> {
  // The tenant's limit of token calls would stop the alternative.
  const sandbox = await startSandboxProcess(['--tier2-per-minute', '1000000']);
  const backend = await startTestBackend({
    connections: {
      impersonated: {
        type: 'oauth2-impersonation',
        host: sandbox.cloud,
        clientId: CLIENT.id,
        clientSecret: CLIENT.secret,
      },
    },
    settings: { requestsPerMinute: 1_000_000 },
    logLevel: 'silent',
  });
  const documented = await startDocumentedHandler(sandbox.cloud, CLIENT);
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  try {
    const { cookie } = await new TestBrowser(backend.origin).signIn('ada');
    const address = documented.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const backendMs = (): Promise<number> =>
      round(agent, `${backend.origin}/api/qlik/impersonated/access-token`, {
        cookie,
        origin: backend.origin,
      });
    const documentedMs = (): Promise<number> => round(agent, `http://localhost:${port}/access-token`, {});
    const first = await backendMs();
    for (let count = 0; count < WARM_UP_ROUNDS; count += 1) {
      await documentedMs();
      await backendMs();
    }
    const before = await tokenRequests(sandbox.admin);
    const times: { backendMs: number; documentedMs: number }[] = [];
    for (let count = 0; count < ROUNDS; count += 1)
      times.push({ documentedMs: await documentedMs(), backendMs: await backendMs() });
    const asked = (await tokenRequests(sandbox.admin)) - before;
    const [own, other] = [
      median(times.map((time) => time.backendMs)),
      median(times.map((time) => time.documentedMs)),
    ];
    process.stdout.write(
      [
        `S8  ${CALLERS} callers at once, median of ${ROUNDS} rounds in turns`,
        `    documented handler  ${other.toFixed(1)} ms`,
        `    this backend        ${own.toFixed(1)} ms (the first round, without a token yet: ${first.toFixed(1)} ms)`,
        `    throughput          ${(other / own).toFixed(1)} × (goal: ${GOAL} ×)`,
        `    token requests      ${asked} at the tenant, of which ${ROUNDS * CALLERS} are the documented handler's`,
        '',
      ].join('\n'),
    );
    process.exitCode = other / own >= GOAL && asked === ROUNDS * CALLERS ? 0 : 1;
  } finally {
    agent.destroy();
    await documented.close();
    await backend.close();
    await sandbox.stop();
  }
}

/** Milliseconds until all callers have their token. */
async function round(agent: Agent, address: string, headers: Record<string, string>): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, () => post(agent, address, headers)));
  return performance.now() - started;
}

function post(agent: Agent, address: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { agent, method: 'POST', headers: { ...headers, 'content-length': '0' } });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('end', () =>
        text.includes('accessToken') ? resolve() : reject(new Error(`${response.statusCode ?? 0}: ${text}`)),
      );
    });
    sent.end();
  });
}

async function tokenRequests(admin: string): Promise<number> {
  const response = await fetch(`${admin}/tenants/cloud/requests`);
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox does not list its requests: ${response.status} ${text}`);
  return text.split('"/oauth/token"').length - 1;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

await main();
