import type { FastifyInstance } from 'fastify';
import type { FaultInput } from '../faults/fault-rule.ts';
import { faultBody, wrongField } from '../faults/fault-schema.ts';
import { applyPreset, type Preset, type PresetOptions } from '../faults/preset.ts';
import { PRESETS } from '../faults/presets.ts';
import { BROKEN } from '../listening/close-socket.ts';
import { AdminError } from './admin-error.ts';
import type { OperatedTenant } from './operated-tenant.ts';

const closed = { type: 'object', additionalProperties: false };
const TEN_YEARS = 315_576_000;
const clockBody = {
  ...closed,
  required: ['offsetSeconds'],
  properties: { offsetSeconds: { type: 'integer', minimum: -TEN_YEARS, maximum: TEN_YEARS } },
};
const restartBody = {
  ...closed,
  properties: { code: { type: 'integer', anyOf: [{ const: BROKEN }, { minimum: 3000, maximum: 4999 }] } },
};
const presetOptionsBody = {
  ...closed,
  properties: {
    user: faultBody.properties.match.properties.user,
    path: { type: 'string', pattern: '^[/*]', maxLength: 200 },
    count: faultBody.properties.count,
  },
};

interface TenantParams {
  id: string;
}

/** Adds the routes for the faults, the presets, the clock and the engine of each server. */
export function faultRoutes(app: FastifyInstance, find: (id: string) => OperatedTenant): void {
  app.get('/faults/presets', async () => ({ presets: PRESETS.map(presetAnswer) }));

  app.get<{ Params: TenantParams }>('/tenants/:id/faults', async ({ params }) => stateOf(find(params.id)));

  app.post<{ Params: TenantParams; Body: FaultInput }>(
    '/tenants/:id/faults',
    { schema: { body: faultBody } },
    async ({ params, body }, reply) => {
      const { faults } = find(params.id);
      const wrong = wrongField(body);
      if (wrong !== undefined) {
        throw new AdminError(400, 'BAD_REQUEST', wrong);
      }
      return reply.code(201).send(faults.add(body));
    },
  );

  app.delete<{ Params: TenantParams }>('/tenants/:id/faults', async ({ params }, reply) => {
    find(params.id).faults.clear();
    return reply.code(204).send();
  });

  app.delete<{ Params: TenantParams & { fault: string } }>(
    '/tenants/:id/faults/:fault',
    async ({ params }, reply) => {
      if (!find(params.id).faults.remove(params.fault)) {
        throw new AdminError(404, 'UNKNOWN_FAULT', `There is no fault “${params.fault}” in “${params.id}”.`);
      }
      return reply.code(204).send();
    },
  );

  app.post<{ Params: TenantParams & { preset: string }; Body: PresetOptions }>(
    '/tenants/:id/faults/presets/:preset',
    { schema: { body: presetOptionsBody }, preValidation: emptyBody },
    async ({ params, body }, reply) => {
      const tenant = find(params.id);
      const preset = PRESETS.find(({ id }) => id === params.preset);
      if (preset === undefined) {
        throw new AdminError(
          404,
          'UNKNOWN_PRESET',
          `There is no preset “${params.preset}”; see GET /faults/presets.`,
        );
      }
      if (!preset.platforms.includes(tenant.platform)) {
        const where = preset.platforms.join(' and ');
        throw new AdminError(409, 'OTHER_PLATFORM', `The preset “${preset.id}” is for ${where} only.`);
      }
      const faults = applyPreset(preset, tenant, body);
      return reply.code(201).send({ preset: preset.id, faults });
    },
  );

  app.post<{ Params: TenantParams; Body: { offsetSeconds: number } }>(
    '/tenants/:id/clock',
    { schema: { body: clockBody } },
    async ({ params, body }) => {
      const { clock } = find(params.id);
      clock.move(body.offsetSeconds);
      return { offsetSeconds: clock.offsetSeconds, now: new Date(clock.now()).toISOString() };
    },
  );

  app.post<{ Params: TenantParams; Body: { code?: number } }>(
    '/tenants/:id/restart-engine',
    { schema: { body: restartBody }, preValidation: emptyBody },
    async ({ params, body }, reply) => {
      find(params.id).restartEngine(body.code);
      return reply.code(204).send();
    },
  );
}

function stateOf({ platform, clock, faults }: OperatedTenant): object {
  const { offsetSeconds } = clock;
  return {
    platform,
    clock: { offsetSeconds, now: new Date(clock.now()).toISOString() },
    faults: faults.all,
  };
}

function presetAnswer({ id, title, description, group, platforms }: Preset): object {
  return { id, title, description, group, platforms };
}

/** Treats a call without a body as a call with an empty object. */
async function emptyBody(request: { body: unknown }): Promise<void> {
  request.body ??= {};
}
