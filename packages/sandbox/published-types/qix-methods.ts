import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { QLIK_API_FOLDER } from './endpoints.ts';

/** A method of the QIX protocol. */
export interface PublishedMethod {
  /** Type of the handle, such as `GenericObject`. */
  readonly type: string;
  readonly name: string;
  /** Names of the members of its result. */
  readonly members: readonly string[];
  /** The type of the result in `@qlik/api`, or of its only member; undefined when only enigma.js's schema has the method. */
  readonly resultType: string | undefined;
}

interface EnigmaSchema {
  readonly structs: Readonly<
    Record<string, Readonly<Record<string, { readonly Out?: readonly { readonly Name: string }[] }>>>
  >;
}

/** Types of handles that Qlik Sense has; the schema has more, of objects of QlikView. */
const TYPES = [
  ...['Global', 'Doc', 'GenericObject', 'Field', 'GenericDimension', 'GenericMeasure', 'GenericVariable'],
  ...['GenericBookmark', 'Variable'],
];

/** Returns the methods of `@qlik/api/qix` and of enigma.js's newest schema, in the order of these. */
export function publishedMethods(): readonly PublishedMethod[] {
  const file = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
  const { structs } = JSON.parse(readFileSync(file, 'utf8')) as EnigmaSchema;
  const resultTypes = publishedResultTypes();
  return TYPES.flatMap((type) => {
    const described = structs[type] ?? {};
    const names = new Set([...(resultTypes.get(type)?.keys() ?? []), ...Object.keys(described)]);
    return [...names].sort().map((name): PublishedMethod => {
      const resultType = resultTypes.get(type)?.get(name);
      const named = (described[name]?.Out ?? []).map(({ Name }) => Name);
      // The handle of what a method opens or creates, and a result without a name, are in `qReturn`.
      const isHandle = resultType === 'ObjectInterface';
      const isUnnamed = named.length === 0 && resultType !== undefined && resultType !== 'void';
      return { type, name, members: isHandle || isUnnamed ? ['qReturn', ...named] : named, resultType };
    });
  });
}

/** Returns the text of the result types of `@qlik/api`'s declarations, by type of handle and method. */
function publishedResultTypes(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const folder = join(QLIK_API_FOLDER, 'chunks');
  const name = readdirSync(folder).find((file) => /^qix-.*\.d\.ts$/.test(file));
  if (name === undefined) throw new RangeError(`There are no declarations of the QIX API in ${folder}.`);
  const source = ts.createSourceFile(
    name,
    readFileSync(join(folder, name), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const types = new Map<string, Map<string, string>>();
  for (const statement of source.statements) {
    if (!ts.isTypeAliasDeclaration(statement) || !ts.isTypeLiteralNode(statement.type)) continue;
    const type = /^Native(\w+)Functions$/.exec(statement.name.text)?.[1];
    if (type === undefined) continue;
    const methods = new Map<string, string>();
    types.set(type, methods);
    for (const member of statement.type.members) {
      if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name)) continue;
      const resultType = resultOf(member, source);
      if (resultType !== undefined) methods.set(capitalized(member.name.text), resultType);
    }
  }
  return types;
}

function resultOf({ type }: ts.PropertySignature, source: ts.SourceFile): string | undefined {
  if (!type || !ts.isFunctionTypeNode(type) || !ts.isTypeReferenceNode(type.type)) return undefined;
  const result = type.type.typeArguments?.[0]?.getText(source) ?? 'void';
  return onSocket(result);
}

/** Returns what a type parameter stands for in a message on the socket. */
function onSocket(type: string): string {
  return type
    .replace(/^(\w+RpcObject|CustomGenericObject)$/, 'ObjectInterface')
    .replace(/^CustomLayout$/, 'GenericObjectLayout & GenericObjectLayoutAdditionalProperties<unknown>')
    .replace(/^CustomProperties$/, 'GenericObjectProperties & GenericObjectPropertiesAdditionalProperties')
    .replace('QData', 'unknown');
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
