import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { type FormFile, formOf, readForms } from '../rest/form-body.ts';
import { type IdPageRequest, idPageParameters, pageByIds } from '../rest/id-paging.ts';
import { readSort } from '../rest/paging.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { patches } from '../rest/replacements.ts';
import { isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { type Brand, BRAND_FILES, type BrandFile, brandFile, type BrandFileId } from './brand-store.ts';

const SERVICE = 'BRANDS';

/** What each file may be: its first bytes, and its size at most (the types of `@qlik/api/brands` name the sizes). */
const FILES: Readonly<
  Record<
    BrandFileId,
    {
      readonly maxBytes: number;
      readonly form: string;
      readonly typeOf: (content: Buffer) => string | undefined;
    }
  >
> = {
  logo: {
    maxBytes: 300 * 1024,
    form: 'a JPG or PNG image',
    typeOf: (content) => {
      if (content.subarray(0, 4).toString('latin1') === '\u0089PNG') return 'image/png';
      return content.subarray(0, 3).toString('hex') === 'ffd8ff' ? 'image/jpeg' : undefined;
    },
  },
  favIcon: {
    maxBytes: 100 * 1024,
    form: 'an icon (ICO)',
    typeOf: (content) => (content.subarray(0, 4).toString('hex') === '00000100' ? 'image/x-icon' : undefined),
  },
  styles: {
    maxBytes: 100 * 1024,
    form: 'JSON',
    typeOf: (content) => {
      try {
        JSON.parse(content.toString());
        return 'application/json';
      } catch {
        // Refused by the caller, with the name of the file.
        return undefined;
      }
    },
  },
};

const text = { type: 'string' };
const listQuery = {
  type: 'object',
  properties: {
    ...idPageParameters(20),
    sort: { type: 'string', pattern: '^[+ -]?(id|createdAt|updatedAt)$' },
  },
};
const patchBody = patches(['add', 'remove', 'replace'], ['/name', '/description'], { value: text });

interface BrandParams {
  brandId: string;
}
interface FileParams extends BrandParams {
  fileId: string;
}
type Patch = readonly {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: '/name' | '/description';
  readonly value?: string;
}[];

/** The `brands` API (https://qlik.dev/apis/rest/brands/): tenant admins manage brands, all users see the active one. */
export function brandRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { brands } = tenant;
  readForms(api, 1024 * 1024);

  const admin = (request: FastifyRequest): string => {
    const caller = callers.credentialOf(request);
    if (isAdmin(caller)) return caller.user.id;
    throw forbidden(SERVICE, 'Only tenant admins manage brands.');
  };
  const existing = (id: string): Brand => {
    const brand = brands.find(id);
    if (brand !== undefined) return brand;
    throw notFound(SERVICE, `There is no brand “${id}”.`);
  };
  const visible = (request: FastifyRequest, id: string): Brand => {
    const brand = existing(id);
    if (!brand.active) admin(request);
    return brand;
  };

  api.get<{ Querystring: IdPageRequest & { readonly sort?: string } }>(
    '/brands',
    { schema: { querystring: listQuery } },
    async (request) => {
      admin(request);
      const page = pageByIds(SERVICE, brands.all, request.query, {
        sort: readSort(request.query.sort, '+createdAt'),
        keyOf: (brand, field) =>
          field === 'id' ? brand.id : field === 'updatedAt' ? brand.updatedAt : brand.createdAt,
      });
      return { data: page.data.map(bodyOf), links: page.linksOf(tenant.origin(), request.url) };
    },
  );

  api.post('/brands', async (request, reply) => {
    const userId = admin(request);
    const { texts, files } = formOf(request);
    const name = checkedName(texts.get('name'), '/name');
    const given = BRAND_FILES.flatMap((id): [BrandFileId, BrandFile][] => {
      const file = files.get(id);
      return file === undefined ? [] : [[id, checkedFile(id, file, `/${id}`)]];
    });
    const description = texts.get('description') ?? '';
    const brand = brands.add({ name, description, files: Object.fromEntries(given) }, userId);
    return reply.code(201).send(bodyOf(brand));
  });

  // Without an active brand a tenant has the look of Qlik's.
  api.get('/brands/active', async () => (brands.active === undefined ? {} : bodyOf(brands.active)));

  api.get<{ Params: BrandParams }>('/brands/:brandId', async (request) =>
    bodyOf(visible(request, request.params.brandId)),
  );

  api.patch<{ Params: BrandParams; Body: Patch }>(
    '/brands/:brandId',
    { schema: { body: patchBody } },
    async (request, reply) => {
      const userId = admin(request);
      const brand = existing(request.params.brandId);
      const changes = request.body.map(
        ({ op, path, value }, place): Partial<Pick<Brand, 'name' | 'description'>> => {
          const wanted = op === 'remove' ? '' : value;
          if (path === '/name') return { name: checkedName(wanted, `/${place}/value`) };
          if (wanted === undefined) throw badBody(SERVICE, `/${place}/value`, 'It is missing.');
          return { description: wanted };
        },
      );
      brands.change(brand, Object.assign({}, ...changes) as Partial<Brand>, userId);
      return reply.code(204).send();
    },
  );

  api.delete<{ Params: BrandParams }>('/brands/:brandId', async (request, reply) => {
    admin(request);
    brands.remove(existing(request.params.brandId).id);
    return reply.code(204).send();
  });

  for (const [action, active] of [
    ['activate', true],
    ['deactivate', false],
  ] as const) {
    api.post<{ Params: BrandParams }>(`/brands/:brandId/actions/${action}`, async (request) => {
      const userId = admin(request);
      return bodyOf(brands.change(existing(request.params.brandId), { active }, userId));
    });
  }

  api.get<{ Params: FileParams }>('/brands/:brandId/files/:fileId', async (request, reply) => {
    const { files } = visible(request, request.params.brandId);
    const file = files[fileIdOf(request.params.fileId)];
    if (file === undefined) throw notFound(SERVICE, 'The brand has no such file.');
    return reply
      .type(file.contentType)
      .headers({ etag: `"${file.eTag}"`, 'x-content-type-options': 'nosniff' })
      .send(Buffer.from(file.content));
  });

  for (const method of ['POST', 'PUT'] as const) {
    api.route<{ Params: FileParams }>({
      method,
      url: '/brands/:brandId/files/:fileId',
      handler: async (request, reply) => {
        const userId = admin(request);
        const brand = existing(request.params.brandId);
        const id = fileIdOf(request.params.fileId);
        if (method === 'POST' && brand.files[id] !== undefined)
          throw badBody(SERVICE, '/file', 'The brand has this file already; replace it with PUT.');
        if (method === 'PUT' && brand.files[id] === undefined)
          throw notFound(SERVICE, 'The brand has no such file.');
        const file = checkedFile(id, formOf(request).files.get('file'), '/file');
        const changed = brands.change(brand, { files: { ...brand.files, [id]: file } }, userId);
        const entry = filesOf(changed).find((each) => each.id === id);
        return reply.code(method === 'POST' ? 201 : 200).send(entry);
      },
    });
  }

  api.delete<{ Params: FileParams }>('/brands/:brandId/files/:fileId', async (request, reply) => {
    const userId = admin(request);
    const brand = existing(request.params.brandId);
    const id = fileIdOf(request.params.fileId);
    const { [id]: removed, ...files } = brand.files;
    if (removed === undefined) throw notFound(SERVICE, 'The brand has no such file.');
    brands.change(brand, { files }, userId);
    return reply.code(204).send();
  });
}

function fileIdOf(text: string): BrandFileId {
  const id = BRAND_FILES.find((each) => each === text);
  if (id !== undefined) return id;
  throw notFound(SERVICE, `The files of a brand are ${BRAND_FILES.join(', ')}.`);
}

function checkedName(name: string | undefined, pointer: string): string {
  if (name !== undefined && name.trim() !== '') return name;
  throw badBody(SERVICE, pointer, 'A brand has a name.');
}

/** @throws {QlikError} 400 naming the part of the form */
function checkedFile(id: BrandFileId, file: FormFile | undefined, pointer: string): BrandFile {
  const { maxBytes, form, typeOf } = FILES[id];
  if (file === undefined) throw badBody(SERVICE, pointer, 'It is missing.');
  if (file.content.byteLength > maxBytes)
    throw badBody(SERVICE, pointer, `It has ${maxBytes / 1024} KB at most.`);
  const type = typeOf(file.content);
  if (type === undefined) throw badBody(SERVICE, pointer, `It has to be ${form}.`);
  return brandFile(file.content, type);
}

/** `Brand` of `@qlik/api/brands`. */
function bodyOf(brand: Brand): object {
  return { ...brand, files: filesOf(brand) };
}

function filesOf({ id: brandId, files }: Brand) {
  return BRAND_FILES.flatMap((id) => {
    const file = files[id];
    if (file === undefined) return [];
    const path = `/api/v1/brands/${brandId}/files/${id}`;
    return [{ id, contentType: file.contentType, eTag: file.eTag, path }];
  });
}
