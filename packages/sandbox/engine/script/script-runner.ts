import type { DataConnection } from '../../apps/app-definition.ts';
import type { AppInfo } from '../expression/app-functions.ts';
import { expandDollars } from '../expression/dollar-expansion.ts';
import { isSameValue } from '../expression/general-functions.ts';
import { parseExpression } from '../expression/parser.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { isTrue, type Value } from '../expression/value.ts';
import { blocksOf, type Block } from './blocks.ts';
import { caseValues, ifCondition, loopCondition } from './control-heads.ts';
import { ErrorHandling } from './error-handling.ts';
import { prepareFunctions } from './file-functions.ts';
import { forLoop } from './for-loop.ts';
import { LoadExecution } from './load-execution.ts';
import type { RunStatement, ScriptContext, ScriptListener } from './script-context.ts';
import { ReloadCanceled, ScriptError, ScriptExit } from './script-error.ts';
import { ScriptFiles } from './script-files.ts';
import { hasInclude, withInclude } from './script-include.ts';
import { ScriptState, setVariable } from './script-state.ts';
import type { ScriptTable } from './script-table.ts';
import { isClauseTrue, parseStatement } from './statement-parser.ts';
import { statementValue } from './statement-value.ts';
import { statementsOf, type Statement } from './statements.ts';
import { Subroutines } from './subroutines.ts';

/** Options of {@link runScript}. */
export interface ScriptOptions {
  readonly connections: readonly DataConnection[];
  readonly variables: Iterable<readonly [string, string]>;
  readonly listener: ScriptListener;
  /** The app that is reloaded, for functions such as `DocumentTitle`. */
  readonly app?: AppInfo | undefined;
  /** The number of records that are read from each source; 0 or undefined for all. */
  readonly fetchLimit?: number | undefined;
  /** The tables that a partial reload keeps; without them the reload is a full one. */
  readonly keptTables?: readonly ScriptTable[] | undefined;
  readonly maxStatements?: number;
}

/** Default limit of executed statements, which stops infinite loops. */
const MAX_STATEMENTS = 50_000;
/** Limit of calls in calls, and of files that include files. */
const MAX_DEPTH = 100;

type Flow = 'next' | 'exit for' | 'exit do' | 'exit sub';

/**
 * Runs a load script.
 * @throws {ScriptError} with the statement and line that failed
 * @throws {ReloadCanceled} when the listener cancels the reload
 */
export async function runScript(script: string, options: ScriptOptions): Promise<ScriptState> {
  const runner = new ScriptRunner(options);
  await runner.runAll(blocksOf(statementsOf(script)));
  return runner.state;
}

class ScriptRunner {
  readonly state: ScriptState;
  private readonly context: ScriptContext;
  private readonly loads: LoadExecution;
  private readonly errors: ErrorHandling;
  private readonly subs = new Subroutines();
  private count = 0;
  private depth = 0;

  constructor(private readonly options: ScriptOptions) {
    const files = new ScriptFiles(options.connections);
    this.state = new ScriptState({ ...options, files });
    this.errors = new ErrorHandling(this.state.variables);
    const reporting = {
      state: this.state,
      listener: options.listener,
      reportProgress: (table: string, rows: number) => this.reportProgress(table, rows),
    };
    this.loads = new LoadExecution(reporting);
    this.context = { ...reporting, load: (load) => this.loads.run(load) };
  }

  /** @throws {ScriptError} when the script ends after a preceding load without a source */
  async runAll(blocks: readonly Block[]): Promise<void> {
    try {
      await this.run(blocks);
      this.loads.finish();
    } catch (error) {
      if (!(error instanceof ScriptExit)) throw error;
    } finally {
      this.errors.finish();
    }
  }

  private async run(blocks: readonly Block[]): Promise<Flow> {
    for (const block of blocks) {
      const flow = await this.errors.handle(() => this.runBlock(block), 'next');
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  private async runBlock(block: Block): Promise<Flow> {
    switch (block.type) {
      case 'statement':
        return this.runStatement(block.statement);
      case 'sub':
        return this.withLocation(block.head, block.head.text, (text) => {
          this.subs.define(text, block.body);
          return 'next' as const;
        });
      case 'if':
        for (const { head, isElse, body } of block.branches) {
          const isTaken =
            isElse ||
            (await this.withHead(head, async (text) => isTrue(await this.valueOf(ifCondition(text)))));
          if (isTaken) return this.run(body);
        }
        return 'next';
      case 'switch':
        return this.runSwitch(block);
      case 'for':
        return this.runFor(block.head, block.body);
      case 'do':
        return this.runDo(block);
    }
  }

  private async runStatement(statement: Statement): Promise<Flow> {
    await this.countStatement(statement);
    if (hasInclude(statement.text)) return this.runIncluded(statement);
    return this.withLocation(statement, this.expanded(statement), async (text) => {
      Object.assign(this.state, { statement: text, line: statement.line });
      switch (statement.control) {
        case undefined:
          break;
        case 'call':
          return this.call(text);
        case 'exit script':
          if (isClauseTrue(text, this.state)) throw new ScriptExit();
          return 'next';
        default:
          return isClauseTrue(text, this.state) ? (statement.control as Flow) : 'next';
      }
      const statements = text === statement.text || /^trace\b/i.test(text) ? undefined : statementsOf(text);
      const isOne = !statements || (statements.length === 1 && statements[0]?.control === undefined);
      if (!isOne) return this.runText(statements, statement);
      const run: RunStatement = parseStatement(statements?.[0]?.text ?? text);
      await run(this.context);
      return 'next';
    });
  }

  /** Runs the statements that an expansion brought; errors in them have the line of the statement that they are from. */
  private runText(statements: readonly Statement[], { line }: Statement): Promise<Flow> {
    return this.nested('An expansion', () =>
      this.run(blocksOf(statements.map((statement) => ({ ...statement, line })))),
    );
  }

  private runIncluded(statement: Statement): Promise<Flow> {
    return this.withLocation(statement, statement.text, async (written) => {
      const text = await withInclude(written, this.state.files, (path) => this.expand(path));
      return this.runText(statementsOf(text), statement);
    });
  }

  private async nested<T>(what: string, run: () => Promise<T>): Promise<T> {
    if (this.depth >= MAX_DEPTH) throw new ScriptError(`${what} calls itself without end`);
    this.depth += 1;
    try {
      return await run();
    } finally {
      this.depth -= 1;
    }
  }

  private async reportProgress(table: string, rows: number): Promise<void> {
    this.options.listener.tableLoading(table, rows);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.options.listener.isCanceled) throw new ReloadCanceled();
  }

  private async call(text: string): Promise<Flow> {
    await this.subs.call(text, {
      variables: this.state.variables,
      valueOf: (source) => this.valueOf(source),
      run: (body, name) => this.nested(`Subroutine '${name}'`, () => this.run(body)),
    });
    return 'next';
  }

  private async runSwitch({ head, cases }: Extract<Block, { type: 'switch' }>): Promise<Flow> {
    const value = await this.withHead(head, (text) => this.valueOf(text.replace(/^switch\b/i, '')));
    for (const { head: caseHead, isDefault, body } of cases) {
      const isTaken = isDefault || (await this.withHead(caseHead, (text) => this.isCaseOf(value, text)));
      if (isTaken) return this.run(body);
    }
    return 'next';
  }

  private async isCaseOf(value: Value, text: string): Promise<boolean> {
    for (const source of caseValues(text)) {
      const found = await this.valueOf(source);
      if (value !== null && found !== null && isSameValue(value, found, this.state.settings)) return true;
    }
    return false;
  }

  private async runFor(head: Statement, body: readonly Block[]): Promise<Flow> {
    const { name, values } = await this.withHead(head, (text) =>
      forLoop(text, this.state, (source) => this.valueOf(source)),
    );
    for (const value of values) {
      setVariable(this.state.variables, name, value);
      const flow = await this.run(body);
      if (flow === 'exit for') break;
      if (flow !== 'next') return flow;
      await this.countStatement(head);
    }
    return 'next';
  }

  private async runDo({ head, tail, body }: Extract<Block, { type: 'do' }>): Promise<Flow> {
    for (;;) {
      if (!(await this.withHead(head, (text) => this.isLoopContinued(text)))) return 'next';
      const flow = await this.run(body);
      if (flow === 'exit do') return 'next';
      if (flow !== 'next') return flow;
      if (!(await this.withHead(tail, (text) => this.isLoopContinued(text)))) return 'next';
    }
  }

  private async isLoopContinued(text: string): Promise<boolean> {
    const condition = loopCondition(text);
    return !condition || isTrue(await this.valueOf(condition.source)) === condition.isWhile;
  }

  private async valueOf(source: string): Promise<Value> {
    const expression = parseExpression(source);
    await prepareFunctions([expression], this.state);
    return statementValue(expression, this.state);
  }

  private async countStatement(statement: Statement): Promise<void> {
    this.count += 1;
    if (this.count > (this.options.maxStatements ?? MAX_STATEMENTS))
      throw new ScriptError('The script does not end', statement.text, statement.line);
    if (this.count % 500 === 0) await this.reportProgress('', 0);
    await this.options.listener.statementStarting?.(statement);
    if (this.options.listener.isCanceled) throw new ReloadCanceled();
  }

  private expand(text: string): string {
    return expandDollars(text, {
      settings: this.state.settings,
      variable: (name) => this.state.variables.get(name),
      evaluate: (expression) => statementValue(parseExpression(expression), this.state),
      keepsFormulas: true,
    });
  }

  /** Returns the text of a statement after dollar expansion. */
  private expanded(statement: Statement): string {
    try {
      return this.expand(statement.text);
    } catch (error) {
      throw located(error, statement.text, statement.line);
    }
  }

  private async withHead<T>(statement: Statement, run: (text: string) => T | Promise<T>): Promise<T> {
    await this.countStatement(statement);
    return this.withLocation(statement, this.expanded(statement), run);
  }

  /** Adds statement and line to errors. */
  private async withLocation<T>(
    { line }: Statement,
    text: string,
    run: (text: string) => T | Promise<T>,
  ): Promise<T> {
    try {
      return await run(text);
    } catch (error) {
      throw located(error, text, line);
    }
  }
}

function located(error: unknown, text: string, line: number): unknown {
  if (error instanceof ScriptError) return error.at(text, line);
  return error instanceof ExpressionError ? ScriptError.of('syntax', error.message).at(text, line) : error;
}
