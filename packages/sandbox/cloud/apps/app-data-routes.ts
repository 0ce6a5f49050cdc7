import type { FastifyInstance } from 'fastify';
import { DOCUMENT, withAppClient } from '../engine-client/app-client.ts';
import type { Item } from '../items/item-store.ts';
import { isRecord } from '../../json/is-record.ts';
import type { Callers } from '../rest/caller.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { requireApp } from './app-access.ts';

interface AppParams {
  appId: string;
}

type Json = Readonly<Record<string, unknown>>;

const records = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** What is known of an app's data, of the `apps` API: its tables and fields, and where they come from. The engine says it. */
export function appDataRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const ask = (item: Item, { user }: Caller, request: string, method: string, params: readonly unknown[]) =>
    withAppClient(tenant, user, { appId: item.resourceId, identity: `data-${request}` }, ({ client }) =>
      client.call(DOCUMENT, method, params),
    );

  api.get<{ Params: AppParams }>('/apps/:appId/data/lineage', async (request) => {
    const caller = callers.credentialOf(request);
    const item = requireApp(tenant, caller, request.params.appId);
    const { qLineage } = await ask(item, caller, request.id, 'GetLineage', []);
    return records(qLineage).map(({ qDiscriminator, qStatement }) => ({
      discriminator: text(qDiscriminator),
      statement: text(qStatement),
    }));
  });

  api.get<{ Params: AppParams }>('/apps/:appId/data/metadata', async (request) => {
    const caller = callers.credentialOf(request);
    const item = requireApp(tenant, caller, request.params.appId);
    const size = { qcx: 1000, qcy: 1000 };
    const params = [size, size, 0, false, false, false];
    const { qtr } = await ask(item, caller, request.id, 'GetTablesAndKeys', params);
    const tables = records(qtr).filter(({ qIsSynthetic }) => qIsSynthetic !== true);
    return {
      reload_meta: {},
      static_byte_size: 0,
      has_section_access: false,
      is_direct_query_mode: false,
      usage: 'ANALYTICS',
      tables: tables.map(tableBody),
      fields: fieldBodies(tables),
    };
  });
}

function tableBody({ qName, qComment, qLoose, qNoOfRows, qFields }: Json): object {
  const fields = records(qFields);
  return {
    name: text(qName),
    comment: text(qComment),
    is_loose: qLoose === true,
    is_semantic: false,
    is_system: false,
    no_of_fields: fields.length,
    no_of_key_fields: fields.filter(isKey).length,
    no_of_rows: Number(qNoOfRows),
    byte_size: 0,
  };
}

const isKey = ({ qKeyType }: Json): boolean => qKeyType !== undefined && qKeyType !== 'NOT_KEY';

/** Each field once, with all tables that have it. */
function fieldBodies(tables: readonly Json[]): readonly object[] {
  const found = new Map<string, { readonly field: Json; readonly tables: string[]; rows: number }>();
  for (const { qName, qFields } of tables)
    for (const field of records(qFields)) {
      const name = text(field['qName']);
      const known = found.get(name) ?? { field, tables: [], rows: 0 };
      known.tables.push(text(qName));
      known.rows += Number(field['qnNonNulls'] ?? 0);
      found.set(name, known);
    }
  return [...found].map(([name, { field, tables: names, rows }]) => {
    const tags = texts(field['qTags']);
    return {
      name,
      src_tables: names,
      comment: text(field['qComment']),
      tags,
      is_system: false,
      is_hidden: tags.includes('$hidden'),
      is_semantic: false,
      is_locked: false,
      is_numeric: tags.includes('$numeric'),
      distinct_only: false,
      always_one_selected: false,
      cardinal: Number(field['qnTotalDistinctValues'] ?? 0),
      total_count: rows,
      byte_size: 0,
    };
  });
}
