import { createHash } from 'node:crypto';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { DataModel } from '../model/data-model.ts';
import { associationScores } from '../objects/association-scores.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { DocumentContext } from './context.ts';
import { connectionOf } from './file-methods.ts';
import { grammarTokens } from './grammar.ts';
import { integers, method, object, text, type Method, type MethodTable, type Parameter } from './method.ts';

/** States of tables in the vector of loosely coupled tables; `circular` cannot be changed. */
const STATE = { coupled: 0, loose: 1, circular: 2 } as const;

/** The vector ends with three values for the engine's own use. */
const INTERNAL_VALUES = [0, 0, 0];

/** Returns the state of each table. */
function tableStates({ tables, circularTables }: DataModel): readonly number[] {
  const circular = new Set(circularTables.map(({ name }) => name));
  return tables.map(({ name, isLoose }) => {
    if (circular.has(name)) return STATE.circular;
    return isLoose ? STATE.loose : STATE.coupled;
  });
}

/** Sets the states of tables that are not circular, and builds the model again. @throws {QixError} 8 without a state for each table */
function setTableStates({ document }: DocumentContext, wanted: readonly number[]): void {
  const { fields, content } = document.app;
  const states = tableStates(fields.model);
  if (wanted.length < states.length)
    throw new QixError(QIX_CODES.invalidArgument, 'A state for each table expected', 'qv');
  const loose = new Set(
    fields.model.tables.flatMap(({ name }, place) => {
      const isFixed = states[place] === STATE.circular;
      return !isFixed && wanted[place] !== STATE.coupled ? [name] : [];
    }),
  );
  const tables = content.tables.map(({ isLoose: _, ...table }) =>
    loose.has(table.name) ? { ...table, isLoose: true } : table,
  );
  const model = DataModel.build(tables, fields.settings.marks.decimal);
  document.data.changeModel(tables, new FieldCatalog(model, fields.settings));
}

/** Returns the grammar of expressions with its hash. */
function expressionGrammar() {
  const qBnfDefs = grammarTokens('expression');
  return { qBnfDefs, qBnfHash: createHash('sha256').update(JSON.stringify(qBnfDefs)).digest('hex') };
}

/** A method for a connection to a database. All connections are folders, so there is no database: an error. */
function ofDatabase(...more: readonly Parameter<unknown>[]): Method<DocumentContext> {
  return method([text('qConnectionId'), ...more], (context: DocumentContext, id: string) => {
    const { name } = connectionOf(context, id);
    throw new QixError(QIX_CODES.noOpenDatabase, 'The connection is no connection to a database', name);
  });
}

const [DATABASE, OWNER, TABLE] = [text('qDatabase'), text('qOwner'), text('qTable')];

/** Methods of a document for its tables, the grammar of its expressions, and databases. */
export const DOC_MODEL_METHODS: MethodTable<DocumentContext> = {
  GetLooselyCoupledVector: method([], ({ document }: DocumentContext) => ({
    qv: [...tableStates(document.app.fields.model), ...INTERNAL_VALUES],
  })),
  SetLooselyCoupledVector: method([integers('qv')], (context: DocumentContext, states) => {
    setTableStates(context, states);
    return { qReturn: true };
  }),
  GetAssociationScores: method(
    [text('qTable1'), text('qTable2')],
    ({ document }: DocumentContext, first, second) => ({
      qScore: associationScores(document.app.fields.model, first, second),
    }),
  ),
  GetExpressionBNF: method([], expressionGrammar),
  GetExpressionBNFHash: method([], () => ({ qBnfHash: expressionGrammar().qBnfHash })),

  GetDatabases: ofDatabase(),
  GetDatabaseInfo: ofDatabase(),
  GetDatabaseOwners: ofDatabase(DATABASE),
  GetDatabaseTables: ofDatabase(DATABASE, OWNER),
  GetDatabaseTableFields: ofDatabase(DATABASE, OWNER, TABLE),
  GetDatabaseTablePreview: ofDatabase(DATABASE, OWNER, TABLE, object('qConditions')),
};
