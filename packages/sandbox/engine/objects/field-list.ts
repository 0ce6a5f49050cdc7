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
  return {
    qItems: [...(toFlag(definition['qShowSystem']) ? model.systemFields : []), ...loaded].map((field) => ({
      qName: field.name,
      qCardinal: field.symbols.size,
      qTags: field.tags,
      qIsHidden: field.tags.includes('$hidden'),
      qIsSystem: field.tags.includes('$system'),
      ...(toFlag(definition['qShowSrcTables']) ? { qSrcTables: model.tableNames(field) } : {}),
      qReadableName: field.name,
      ...(toFlag(definition['qShowDerivedFields']) ? derivedFieldData(field, model) : {}),
    })),
  };
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
