import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway/gateway.ts';
import type { ConnectionsFile } from '../site/connections-file.ts';

interface HealthOptions {
  readonly connections: ConnectionsFile | undefined;
  readonly staticRoot: string | undefined;
  readonly gateway: Gateway | undefined;
}

/** `/health/live`: the process answers. `/health/ready`: it can do its work; 503 with the reasons when not, and while it stops. */
export async function healthRoutes(
  server: FastifyInstance,
  { connections, staticRoot, gateway }: HealthOptions,
): Promise<void> {
  // Frequent probes would fill the log; failures are logged as warnings.
  let lastLogged = '';
  const quiet = { logLevel: 'warn' } as const;

  server.get('/health/live', quiet, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  });

  server.get('/health/ready', quiet, async (request, reply) => {
    const problems: string[] = [];
    if (server.shutdown.isStopping) problems.push('The server is stopping.');
    if (staticRoot !== undefined && !(await isReadable(resolve(staticRoot, 'index.html')))) {
      problems.push('The built application is gone.');
    }
    const problem = connections?.read().problem;
    if (problem !== undefined) problems.push(problem);
    const gatewayProblem = await gateway?.problem();
    if (gatewayProblem !== undefined) problems.push(gatewayProblem);
    reply.header('cache-control', 'no-store');
    if (problems.length > 0) {
      reply.code(503);
      if (problems.join() !== lastLogged) request.log.warn({ problems }, 'not ready');
    }
    lastLogged = problems.join();
    return problems.length > 0 ? { status: 'unavailable', problems } : { status: 'ok' };
  });
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    // Any error means that the file cannot be served.
    return false;
  }
}
