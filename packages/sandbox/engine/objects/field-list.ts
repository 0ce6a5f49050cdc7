import type { FieldCatalog } from '../expression/field-catalog.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { DataModel } from '../model/data-model.ts';
import type { Field } from '../model/field.ts';
import { toFlag, type JsonObject } from '../protocol/json.ts';
import type { ListContext } from './lists.ts';

/** Returns the layout of a `qFieldListDef`: the fields, each with the fields that were derived from it. */
export function fieldList(definition: JsonObject, { document, topics }: ListContext): JsonObject {
  topics.add('app');
  const { model } = document.app.fields;
  const hasHidden = toFlag(definition['qShowHidden']);
  const loaded = model.fields.filter(
    (field) => !field.derivation && (hasHidden || !field.tags.includes('$hidden')),
  );
  const onTheFly = toFlag(definition['qShowDefinitionOnly']) ? fieldsOnTheFly(document.app.fields) : [];
  const described = [...(toFlag(definition['qShowSystem']) ? model.systemFields : []), ...loaded].map(
    (field): JsonObject => ({
      qName: field.name,
      qCardinal: field.symbols.size,
      qTags: field.tags,
      qIsHidden: field.tags.includes('$hidden'),
      qIsSystem: field.tags.includes('$system'),
      ...(toFlag(definition['qShowSrcTables']) ? { qSrcTables: model.tableNames(field) } : {}),
      qReadableName: field.name,
      ...(toFlag(definition['qShowDerivedFields']) ? derivedFieldData(field, model) : {}),
    }),
  );
  return { qItems: [...described, ...onTheFly] };
}

/** Returns `NxFieldDescription`s of the fields on the fly: the expression is the name, the given name is the readable one. */
function fieldsOnTheFly(fields: FieldCatalog): readonly JsonObject[] {
  return [...fields.onTheFly].flatMap(([qReadableName, qName]) => {
    const field = fieldOnTheFly(fields, qName);
    if (!field) return [];
    const { symbols, tags: qTags } = field;
    return [
      {
        ...{ qName, qCardinal: symbols.size, qTags, qIsHidden: false, qIsSystem: false },
        ...{ qIsDefinitionOnly: true, qReadableName },
      },
    ];
  });
}

/** Returns undefined for a field whose expression has no fields anymore, after a reload. */
function fieldOnTheFly(fields: FieldCatalog, definition: string): Field | undefined {
  try {
    return fields.resolve(definition);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** Returns whether a field is one on the fly. @param name its expression, with a leading `=` */
export function isOnTheFly(fields: FieldCatalog, name: string): boolean {
  return [...fields.onTheFly.values()].includes(name);
}

/** A field that was derived from another, as Qlik's `NxDerivedField`, and the name of its field definition. */
interface DerivedFieldEntry {
  readonly definitionName: string;
  readonly definition: JsonObject;
}

/** Returns the fields that were derived from a field. */
export function derivedFields(field: Field, model: DataModel): readonly DerivedFieldEntry[] {
  return model.fields.flatMap(({ name, tags, derivation }) => {
    if (derivation?.field !== field.name) return [];
    const definition = {
      ...{ qName: name, qId: derivation.name, qExpr: derivation.expression },
      ...{ qMethod: '', qTags: tags },
    };
    return [{ definitionName: derivation.definition, definition }];
  });
}

/** Returns `qDerivedFieldData`: a list per field definition; nothing for a field without derived fields. */
function derivedFieldData(field: Field, model: DataModel): JsonObject {
  const derived = derivedFields(field, model);
  if (derived.length === 0) return {};
  const names = new Set(derived.map(({ definitionName }) => definitionName));
  return {
    qDerivedFieldData: {
      qDerivedFieldLists: [...names].map((qDerivedDefinitionName) => ({
        qDerivedDefinitionName,
        qFieldDefs: derived
          .filter(({ definitionName }) => definitionName === qDerivedDefinitionName)
          .map(({ definition }) => definition),
        qGroupDefs: [],
        qTags: [],
      })),
    },
  };
}
