import { expandDollars } from '../expression/dollar-expansion.ts';
import { parseExpression } from '../expression/parser.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { isTrue, numberOf, textOf, type Value } from '../expression/value.ts';
import { blocksOf, type Block } from './blocks.ts';
import type { DataConnection } from '../../apps/app-definition.ts';
import { forEachValues, forRange, subCall, subHead } from './control-heads.ts';
import { isLoad, parseLoad } from './load-parser.ts';
import { runLoad } from './load-runner.ts';
import type { LoadStatement } from './load-statement.ts';
import { registerTable } from './register-table.ts';
import { ReloadCanceled, ScriptError } from './script-error.ts';
import { ScriptState } from './script-state.ts';
import { isClauseTrue, runSimple } from './simple-statements.ts';
import { statementValue } from './statement-value.ts';
import { statementsOf, type Statement } from './statements.ts';

/** Receives the progress of a script, and can cancel it. */
export interface ScriptListener {
  /** Called while a table is loading. */
  tableLoading(table: string, rows: number): void;
  /** Called when a table is loaded, and for a `TRACE` statement. */
  trace(message: string): void;
  readonly isCanceled: boolean;
}

/** Options of {@link runScript}. */
export interface ScriptOptions {
  readonly connections: readonly DataConnection[];
  readonly variables: Iterable<readonly [string, string]>;
  readonly listener: ScriptListener;
  readonly maxStatements?: number;
}

/** Default limit of executed statements, which stops infinite loops. */
const MAX_STATEMENTS = 50_000;

type Flow = 'next' | 'exit script' | 'exit for' | 'exit do' | 'exit sub';

/**
 * Runs a load script.
 * @throws {ScriptError} with the statement and line that failed
 * @throws {ReloadCanceled} when the listener cancels the reload
 */
export async function runScript(script: string, options: ScriptOptions): Promise<ScriptState> {
  const runner = new ScriptRunner(options);
  await runner.run(blocksOf(statementsOf(script)));
  runner.finish();
  return runner.state;
}

class ScriptRunner {
  readonly state: ScriptState;
  private readonly subs = new Map<
    string,
    { readonly parameters: readonly string[]; readonly body: readonly Block[] }
  >();
  private precedingLoads: LoadStatement[] = [];
  private count = 0;
  private depth = 0;

  constructor(private readonly options: ScriptOptions) {
    this.state = new ScriptState(options.variables);
  }

  /** @throws {ScriptError} when the script ends after a preceding load without a source */
  finish(): void {
    if (this.precedingLoads.length > 0)
      throw new ScriptError('A load has no source: FROM, RESIDENT, INLINE or AUTOGENERATE expected');
  }

  async run(blocks: readonly Block[]): Promise<Flow> {
    for (const block of blocks) {
      const flow = await this.runBlock(block);
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  private async runBlock(block: Block): Promise<Flow> {
    switch (block.type) {
      case 'statement':
        return this.withLocation(block.statement, (text) => this.runStatement(block.statement, text));
      case 'sub': {
        const { name, parameters } = subHead(block.head.text);
        this.subs.set(name, { parameters, body: block.body });
        return 'next';
      }
      case 'if':
        for (const { head, isElse, body } of block.branches) {
          const isTaken = isElse || (await this.withLocation(head, (text) => this.condition(text)));
          if (isTaken) return this.run(body);
        }
        return 'next';
      case 'for':
        return this.runFor(block.head, block.body);
      case 'do':
        return this.runDo(block);
    }
  }

  private async runStatement(statement: Statement, text: string): Promise<Flow> {
    switch (statement.control) {
      case 'call':
        return this.call(text);
      case 'exit for':
      case 'exit do':
      case 'exit sub':
        return isClauseTrue(text.replace(/^exit\s+\w+/i, ''), this.state) ? statement.control : 'next';
      default:
        if (isLoad(text)) return this.load(text);
    }
    const outcome = runSimple(text, this.state);
    if (outcome.type === 'trace') this.options.listener.trace(outcome.text);
    return outcome.type === 'exit script' ? 'exit script' : 'next';
  }

  /** Runs a load with its preceding loads; a load without a source is kept until its source follows. */
  private async load(text: string): Promise<Flow> {
    const load = parseLoad(text);
    this.precedingLoads.push(load);
    if (load.source.type === 'preceding') return 'next';
    const loads = this.precedingLoads;
    this.precedingLoads = [];
    const loaded = await runLoad(loads, {
      state: this.state,
      connections: this.options.connections,
      reportProgress: (table, rows) => this.reportProgress(table, rows),
    });
    const [first] = loads;
    const table = first ? registerTable(first, loaded, this.state) : undefined;
    this.options.listener.trace(`${table?.name ?? loaded.name} << ${loaded.name} ${loaded.rowCount}`);
    await this.reportProgress(loaded.name, loaded.rowCount);
    return 'next';
  }

  private async reportProgress(table: string, rows: number): Promise<void> {
    this.options.listener.tableLoading(table, rows);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.options.listener.isCanceled) throw new ReloadCanceled();
  }

  private async call(text: string): Promise<Flow> {
    const { name, args } = subCall(text);
    const sub = this.subs.get(name.toLowerCase());
    if (!sub) throw new ScriptError(`Subroutine '${name}' not found`);
    this.depth += 1;
    if (this.depth > 100) throw new ScriptError(`Subroutine '${name}' calls itself without end`);
    const before = sub.parameters.map((parameter) => this.state.variables.get(parameter));
    sub.parameters.forEach((parameter, place) => {
      const value = args[place] === undefined ? null : this.valueOf(args[place]);
      this.state.variables.set(parameter, textOf(value));
    });
    const flow = await this.run(sub.body);
    sub.parameters.forEach((parameter, place) => {
      const known = before[place];
      if (known === undefined) this.state.variables.delete(parameter);
      else this.state.variables.set(parameter, known);
    });
    this.depth -= 1;
    return flow === 'exit script' ? flow : 'next';
  }

  private async runFor(head: Statement, body: readonly Block[]): Promise<Flow> {
    const { name, values } = await this.withLocation(head, (text) => this.forValues(text));
    for (const value of values) {
      this.state.variables.set(name, textOf(value));
      const flow = await this.run(body);
      if (flow === 'exit for') break;
      if (flow !== 'next') return flow;
      await this.countStatement(head);
    }
    return 'next';
  }

  private forValues(text: string): { readonly name: string; readonly values: Iterable<Value> } {
    const each = forEachValues(text);
    if (each) return { name: each.name, values: each.items.map((item) => this.valueOf(item)) };
    const { name, from, to, step } = forRange(text);
    const [first, last, by] = [from, to, step].map((part) => numberOf(this.valueOf(part)));
    return { name, values: range(first ?? 0, last ?? 0, by ?? 1) };
  }

  private async runDo({ head, tail, body }: Extract<Block, { type: 'do' }>): Promise<Flow> {
    for (;;) {
      if (!(await this.isLoopContinued(head, 'do'))) return 'next';
      const flow = await this.run(body);
      if (flow === 'exit do') return 'next';
      if (flow !== 'next') return flow;
      if (!(await this.isLoopContinued(tail, 'loop'))) return 'next';
    }
  }

  private isLoopContinued(statement: Statement, keyword: string): Promise<boolean> {
    return this.withLocation(statement, (text) => {
      const rest = text.slice(keyword.length).trim();
      const found = /^(while|until)\b([\s\S]*)$/i.exec(rest);
      if (!found) return true;
      const value = isTrue(this.valueOf(found[2] ?? ''));
      return found[1]?.toLowerCase() === 'while' ? value : !value;
    });
  }

  private condition(text: string): boolean {
    return isTrue(this.valueOf(text.replace(/^(?:else\s*)?if\b/i, '').replace(/\bthen$/i, '')));
  }

  private valueOf(source: string): Value {
    return statementValue(parseExpression(source), this.state);
  }

  private async countStatement(statement: Statement): Promise<void> {
    this.count += 1;
    if (this.count > (this.options.maxStatements ?? MAX_STATEMENTS))
      throw new ScriptError('The script does not end', statement.text, statement.line);
    if (this.count % 500 === 0) await this.reportProgress('', 0);
  }

  /** Runs a statement after dollar expansion; adds statement and line to errors. */
  private async withLocation<T>(statement: Statement, run: (text: string) => T | Promise<T>): Promise<T> {
    await this.countStatement(statement);
    let text = statement.text;
    try {
      text = expandDollars(text, {
        variable: (name) => this.state.variables.get(name),
        evaluate: (expression) => this.valueOf(expression),
      });
      return await run(text);
    } catch (error) {
      if (error instanceof ScriptError) throw error.at(text, statement.line);
      if (error instanceof ExpressionError) throw new ScriptError(error.message, text, statement.line);
      throw error;
    }
  }
}

function* range(from: number, to: number, step: number): Iterable<number> {
  if (step === 0 || Number.isNaN(from + to + step))
    throw new ScriptError('A FOR loop takes numbers, and a step other than 0');
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) yield value;
}
