import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { forbidden, notFound } from '../rest/qlik-error.ts';
import { isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Theme } from './theme-store.ts';

interface ThemeParams {
  id: string;
}

/** The `themes` API (https://qlik.dev/apis/rest/themes/): all users read, tenant admins delete. Themes cannot be uploaded. */
export function themeRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { themes } = tenant;
  const existing = (id: string): Theme => {
    const theme = themes.find(id);
    if (theme !== undefined) return theme;
    throw notFound('THEMES', 'There is no such theme.');
  };

  api.get('/themes', async () => ({ data: themes.all.map((theme) => themeBody(tenant, theme)) }));

  api.get<{ Params: ThemeParams }>('/themes/:id', async ({ params }) =>
    themeBody(tenant, existing(params.id)),
  );

  api.delete<{ Params: ThemeParams }>('/themes/:id', async (request, reply) => {
    if (!isAdmin(callers.credentialOf(request)))
      throw forbidden('THEMES', 'Themes are managed by tenant admins.');
    themes.remove(existing(request.params.id).id);
    return reply.code(204).send();
  });

  api.get<{ Params: ThemeParams & { '*': string } }>('/themes/:id/file/*', async (request, reply) => {
    const { id, '*': path } = request.params;
    const { files } = existing(id);
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined) throw notFound('THEMES', 'The theme has no such file.');
    return reply.type('application/json; charset=utf-8').send(file);
  });
}

function themeBody(tenant: TenantContext, { files: _, ...theme }: Theme): object {
  return {
    ...theme,
    tenantId: tenant.id,
    userId: tenant.users.bySubject('ada')?.id ?? '',
    type: 'theme',
    author: 'Qlik sandbox',
    qextVersion: theme.version,
    icon: 'palette',
    tags: [],
    updateAt: theme.createdAt,
  };
}
