import type { FastifyInstance } from 'fastify';
import type { EnginePort } from '../../engine/connection.ts';
import type { Callers } from '../rest/caller.ts';
import { notFound, QlikError } from '../rest/qlik-error.ts';

const SERVICE = 'TEMPCONTENTS';

/**
 * `GET /api/v1/temp-contents/{id}` (https://qlik.dev/apis/rest/temp-contents/): files of reports and of the engine's exports; only the user
 * who exported a file can fetch it. After its time it is 410.
 */
export function tempContentRoutes(
  api: FastifyInstance,
  engine: Pick<EnginePort, 'exportedFile'>,
  callers: Callers,
): void {
  api.get<{ Params: { id: string }; Querystring: { inline?: string } }>(
    '/temp-contents/:id',
    async (request, reply) => {
      const { user } = callers.credentialOf(request);
      const file = engine.exportedFile?.(request.params.id, user.id);
      if (file === undefined) throw notFound(SERVICE, 'There is no such file.');
      if (file === 'expired') {
        throw new QlikError(410, { code: `${SERVICE}-410`, title: 'Gone', detail: 'The file has expired.' });
      }
      const disposition = request.query.inline === '1' ? 'inline' : 'attachment';
      return reply
        .type(file.type)
        .header('content-disposition', `${disposition}; filename="${file.name}"`)
        .header('cache-control', 'no-store')
        .send(typeof file.content === 'string' ? file.content : Buffer.from(file.content));
    },
  );
}
