import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createFormatter, createParser, DEFAULT_CONFIG, SchemaGenerator } from 'ts-json-schema-generator';
import ts from 'typescript';
import { isRecord } from '../json/is-record.ts';
import { QLIK_API_FOLDER, type Endpoint } from './endpoints.ts';
import { cloudRoutes, endpointKey, endpointsOf } from './endpoint-support.ts';
import { publishedMethods } from './qix-methods.ts';
import { REST_SCHEMA_FILE, QIX_SCHEMA_FILE } from './schema-files.ts';

/**
 * Types of results that `@qlik/api` leaves `unknown` because they have several members, from the documentation of the methods.
 * A member without an entry may have any type.
 */
const MEMBER_TYPES: Readonly<Record<string, string>> = {
  'Doc.CheckExpression': 'string, NxRange[], NxRange[]',
  'Doc.CheckNumberOrExpression': 'string, NxRange[]',
  'Doc.GetTablesAndKeys': 'TableRecord[], SourceKeyRecord[]',
  'Doc.GetExpressionBNF': 'BNFDef[], string',
  'Doc.GetFileTableFields': 'DataField[], string',
  'Doc.GetFileTablePreview': 'DataRecord[], string',
  'Doc.GetDatabaseTablePreview': 'DataRecord[], number',
  'GenericObject.ExportData': 'string, number[]',
  'GenericObject.GetHyperCubeContinuousData': 'NxDataPage[], NxAxisData',
  'Global.CreateApp': 'boolean, string',
  'Global.GetBaseBNF': 'BNFDef[], string',
  'Global.GetBaseBNFString': 'string, string',
};

/** Members beside `qReturn` of methods that return a handle. */
const BESIDE_HANDLE: Readonly<Record<string, string>> = { qInfo: 'NxInfo' };

/** Types that Qlik documents as open: they may have further members. */
const OPEN_TYPES: readonly string[] = [
  'GenericObjectLayout',
  'GenericObjectProperties',
  'GenericDimensionLayout',
  'GenericDimensionProperties',
  'GenericMeasureLayout',
  'GenericMeasureProperties',
  'GenericVariableLayout',
  'GenericVariableProperties',
  'GenericBookmarkLayout',
  'GenericBookmarkProperties',
  'LayoutMembers',
  'PropertyMembers',
  'NxAppLayout',
  'NxAppProperties',
  'NxMeta',
  'NxMetaDef',
];

type Schema = Record<string, unknown>;

/** Compiles a type of a TypeScript source to a JSON schema without descriptions. */
async function compile(source: string, type: string): Promise<Schema> {
  const folder = await mkdtemp(join(tmpdir(), 'published-types-'));
  try {
    await symlink(dirname(dirname(QLIK_API_FOLDER)), join(folder, 'node_modules'));
    const path = join(folder, 'types.ts');
    await writeFile(path, source);
    const program = ts.createProgram([path], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2022,
      types: [],
    });
    const config = {
      ...DEFAULT_CONFIG,
      path,
      type,
      jsDoc: 'none' as const,
      expose: 'all' as const,
      encodeRefs: false,
    };
    const generator = new SchemaGenerator(
      program,
      createParser(program, config),
      createFormatter(config),
      config,
    );
    return { ...generator.createSchema(type) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Returns a result type as TypeScript; the import of its names is left to the caller. */
function resultType(key: string, members: readonly string[], type: string | undefined): string {
  const memberTypes = MEMBER_TYPES[key]?.split(', ') ?? [];
  const entries = members.map((name, index): string => {
    if (members.length > 1) {
      return `${name}: ${memberTypes[index] ?? (index === 0 && type !== 'unknown' ? type : BESIDE_HANDLE[name]) ?? 'unknown'}`;
    }
    return `${name}: ${type ?? 'unknown'}`;
  });
  return `{ ${entries.join('; ')} }`;
}

async function qixSchema(): Promise<Schema> {
  const exported =
    /export \{ (.*) \};/.exec(await readFile(join(QLIK_API_FOLDER, 'qix.d.ts'), 'utf8'))?.[1] ?? '';
  const names = exported
    .split(', ')
    .flatMap((part) => (part.startsWith('type ') ? [part.slice('type '.length)] : []));
  const results = publishedMethods().map(({ type, name, members, resultType: result }) => {
    const key = `${type}.${name}`;
    return `  '${key}': ${resultType(key, members, result)};`;
  });
  const source = `
    import type { ${names.join(', ')} } from '@qlik/api/qix';
    export type LayoutMembers = GenericObjectLayout & GenericObjectLayoutAdditionalProperties<unknown>;
    export type PropertyMembers = GenericObjectProperties & GenericObjectPropertiesAdditionalProperties;
    export interface LayoutParts extends GenericObjectLayoutAdditionalProperties<unknown> {}
    export interface PropertyParts extends GenericObjectPropertiesAdditionalProperties {}
    export interface Parts { layout: LayoutParts; properties: PropertyParts }
    export interface Results {
      Parts: Parts;
      ${results.join('\n').replaceAll('GenericObjectLayout & GenericObjectLayoutAdditionalProperties<unknown>', 'LayoutMembers').replaceAll('GenericObjectProperties & GenericObjectPropertiesAdditionalProperties', 'PropertyMembers')}
    }`;
  return opened(await compile(source, 'Results'));
}

function opened(schema: Schema): Schema {
  const { definitions } = schema;
  if (isRecord(definitions)) {
    for (const name of OPEN_TYPES) {
      const definition = definitions[name];
      if (isRecord(definition)) definition['additionalProperties'] = true;
    }
  }
  return schema;
}

/** One schema per module of `@qlik/api`: modules have types with equal names. */
async function restSchema(endpoints: readonly Endpoint[]): Promise<Schema> {
  const modules = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const list = modules.get(endpoint.module) ?? [];
    modules.set(endpoint.module, list);
    list.push(endpoint);
  }
  const schemas: Schema = {};
  for (const [module, list] of modules) {
    const declarations = await readFile(join(QLIK_API_FOLDER, `${module}.d.ts`), 'utf8');
    const entries = (suffix: string, members: string): string =>
      list
        .map((endpoint) => [
          endpointKey(endpoint),
          `${endpoint.name.charAt(0).toUpperCase()}${endpoint.name.slice(1)}${suffix}`,
        ])
        .filter(([, name]) => declarations.includes(`export type ${name} =`))
        .map(([key, name]) => `'${key}': Pick<Types.${name}, ${members}>;`)
        .join('\n');
    const source = `
      import type * as Types from '@qlik/api/${module}';
      export interface Results {
        successes: { ${entries('HttpResponse', "'data' | 'status'")} };
        failures: { ${entries('HttpError', "'data'")} };
      }`;
    schemas[module] = await compile(source, 'Results');
  }
  return schemas;
}

const manifest: unknown = JSON.parse(await readFile(join(QLIK_API_FOLDER, 'package.json'), 'utf8'));
const source = `@qlik/api ${String(isRecord(manifest) ? manifest['version'] : '')}`;
const write = (file: URL, schema: Schema): Promise<void> =>
  writeFile(
    file,
    `${JSON.stringify({ $comment: `Written by write-schemas.ts from ${source}.`, ...schema })}\n`,
  );
await write(QIX_SCHEMA_FILE, await qixSchema());
await write(REST_SCHEMA_FILE, { modules: await restSchema(endpointsOf(await cloudRoutes())) });
