import type { FastifyInstance } from 'fastify';
import { isRecord } from '../../json/is-record.ts';

/** Parameters that are lists with commas. */
const LISTS: ReadonlySet<string> = new Set([
  'fields',
  'resourceIds',
  'resourceSubType',
  'resourceType',
  'roles',
  'spaceType',
  'type',
]);

/**
 * Reads parameters that come more than once (`?type=shared&type=managed`): a list has all values, any other parameter the first one.
 * Qlik documents lists with commas only; many HTTP clients repeat the name instead.
 */
export function readRepeatedParameters(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ query }) => {
    if (!isRecord(query)) return;
    for (const [name, value] of Object.entries(query)) {
      if (Array.isArray(value)) query[name] = LISTS.has(name) ? value.join(',') : (value[0] as unknown);
    }
  });
}
