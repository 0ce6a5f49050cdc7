import type { FastifyInstance } from 'fastify';
import type { MonitoredEngine } from '../../engine/connection.ts';

/** Adds the engine's health check at a path, with and without a slash at its end. */
export function healthRoutes(
  scope: FastifyInstance,
  path: string,
  engine: Pick<MonitoredEngine, 'health'>,
): void {
  for (const each of [path, `${path}/`]) {
    scope.get(each, async () => engine.health());
  }
}
