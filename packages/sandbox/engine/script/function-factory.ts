import type { Expression } from '../expression/ast.ts';
import type { Evaluator } from '../expression/compile.ts';
import type { ScriptState } from './script-state.ts';

/** Compiles an argument in the context of the function call. */
export type CompileArgument = (argument: Expression) => Evaluator;

/** Makes the evaluator of a function call in a script. */
export type FunctionFactory = (
  args: readonly Expression[],
  state: ScriptState,
  compile: CompileArgument,
) => Evaluator;
