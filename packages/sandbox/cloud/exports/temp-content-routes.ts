import type { FastifyInstance } from 'fastify';
import type { EnginePort } from '../../engine/connection.ts';
import type { Callers } from '../rest/caller.ts';
import { notFound } from '../rest/qlik-error.ts';

/**
 * `GET /api/v1/temp-contents/{id}` (https://qlik.dev/apis/rest/temp-contents/): files that the engine exported; only the user who exported a file can fetch it.
 */
export function tempContentRoutes(
  api: FastifyInstance,
  engine: Pick<EnginePort, 'exportedFile'>,
  callers: Callers,
): void {
  api.get<{ Params: { id: string } }>('/temp-contents/:id', async (request, reply) => {
    const { user } = callers.credentialOf(request);
    const file = engine.exportedFile?.(request.params.id, user.id);
    if (file === undefined) {
      throw notFound('TEMPCONTENTS', 'The file does not exist or has expired.');
    }
    return reply
      .type(file.type)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(file.content);
  });
}
