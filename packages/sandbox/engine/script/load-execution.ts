import { originOf } from './data-origin.ts';
import { runLoad } from './load-runner.ts';
import type { LoadStatement } from './load-statement.ts';
import { registerTable, rowsBefore } from './register-table.ts';
import type { ScriptContext } from './script-context.ts';
import { ScriptError } from './script-error.ts';
import { hasWildcard } from './script-files.ts';
import type { ScriptTable } from './script-table.ts';

/** The loads of a script: a load without a source waits for the load that is its source. */
export class LoadExecution {
  private preceding: LoadStatement[] = [];
  /** The last load that waits for its source, and its line. */
  private waiting = { statement: '', line: 0 };

  constructor(private readonly context: Omit<ScriptContext, 'load'>) {}

  /** @throws {ScriptError} when the script ends after a load without a source */
  finish(): void {
    if (this.preceding.length > 0)
      throw new ScriptError('A load has no source: FROM, RESIDENT, INLINE or AUTOGENERATE expected').at(
        this.waiting.statement,
        this.waiting.line,
      );
  }

  /** Runs a load with its preceding loads, once per file. @throws {ScriptError} for an unknown file, table or field */
  async run(load: LoadStatement): Promise<void> {
    this.preceding.push(load);
    const { statement: text, line } = this.context.state;
    this.waiting = { statement: text, line };
    if (load.source.type === 'preceding') return;
    const loads = this.preceding;
    this.preceding = [];
    const [first] = loads;
    if (!first || !this.isRun(first)) return;
    const { state, listener } = this.context;
    for (const [place, source] of (await this.sourcesOf(load)).entries()) {
      // Only the first of several files replaces the table.
      const statement = place === 0 ? first : { ...first, partial: undefined };
      const loaded = await runLoad(
        [...loads.slice(0, -1), { ...(loads.at(-1) ?? load), source }],
        this.context,
        (table) => rowsBefore(statement, table, state),
      );
      state.addLineage(originOf(source));
      this.refuseOtherSymbol(loaded);
      const tables = registerTable(statement, loaded, state);
      const name = tables[0]?.name ?? loaded.name;
      listener.trace(`${name} << ${loaded.name} ${loaded.rowCount}`);
      await this.context.reportProgress(loaded.name, loaded.rowCount);
    }
  }

  /** A partial reload runs loads with `Add` or `Replace` only; a full reload those without `only`. */
  private isRun({ partial }: LoadStatement): boolean {
    return this.context.state.isPartialReload ? partial !== undefined : partial?.isOnly !== true;
  }

  /** @throws {ScriptError} when a value is the symbol of `OtherSymbol`, which stands for all other values of a field in Qlik */
  private refuseOtherSymbol({ columns }: ScriptTable): void {
    const symbol = this.context.state.systemVariable('OtherSymbol') ?? '';
    if (symbol === '') return;
    for (const [field, values] of columns)
      if (values.includes(symbol))
        throw new ScriptError(`OtherSymbol is not supported: '${symbol}' is a value of field '${field}'`);
  }

  private async sourcesOf({ source }: LoadStatement): Promise<readonly LoadStatement['source'][]> {
    if (source.type !== 'file' || !hasWildcard(source.path)) return [source];
    const paths = await this.context.state.files.list(source.path);
    if (paths.length === 0) throw ScriptError.of('fileNotFound', `Cannot open file: '${source.path}'`);
    return paths.map((path) => ({ ...source, path }));
  }
}
