import type { Aggr, Aggregation, BinaryOperator, Call, Expression, SetExpression } from './ast.ts';
import { contextualArguments } from './contextual-functions.ts';
import { scalarFunction, type ScalarFunction } from './functions.ts';
import { isRangeFunction } from './range-functions.ts';
import { isSameValue } from './general-functions.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { ExpressionError } from './tokens.ts';
import { logical, numeric, type Value } from './value.ts';
import { wildcardPattern } from './wildcards.ts';

/** A compiled expression: returns the value of a row or group. */
export type Evaluator = (index: number) => Value;

/** Evaluators of the parts of an expression that depend on its context. */
export interface LeafEvaluators {
  /** How texts are read and numbers are written. */
  readonly settings: RegionalSettings;
  /** @param set the outer set expression around a field outside an aggregation */
  field(name: string, set: SetExpression | undefined): Evaluator;
  aggregation(node: Aggregation): Evaluator;
  aggr(node: Aggr): Evaluator;
  /** A function that depends on the context; its number of arguments is valid. */
  contextual(call: Call): Evaluator;
  /** A function that returns a list, as in `RangeSum(Above(x, 0, 3))`; undefined for any other function. */
  contextualList?(call: Call): ListEvaluator | undefined;
}

/** Returns several values of a row or group. */
export type ListEvaluator = (index: number) => readonly Value[];

/**
 * Compiles an expression.
 * @throws {ExpressionError} for an invalid number of arguments, and the errors of `leaves`
 */
export function compile(expression: Expression, leaves: LeafEvaluators): Evaluator {
  switch (expression.type) {
    case 'number':
    case 'text': {
      const { value } = expression;
      return () => value;
    }
    case 'field':
      return leaves.field(expression.name, expression.set);
    case 'aggregation':
      return leaves.aggregation(expression);
    case 'aggr':
      return leaves.aggr(expression);
    case 'unary': {
      const operand = compile(expression.operand, leaves);
      const { settings } = leaves;
      if (expression.operator === 'bitnot')
        return (index) => numeric(bits((value) => ~value)(settings.numberOf(operand(index)), 0));
      if (expression.operator === 'not') return (index) => logical(!settings.isTrue(operand(index)));
      if (expression.operator === '+') return operand;
      return (index) => numeric(-settings.numberOf(operand(index)));
    }
    case 'binary': {
      const apply = BINARY[expression.operator](leaves.settings);
      const left = compile(expression.left, leaves);
      const right = compile(expression.right, leaves);
      return (index) => apply(left(index), right(index));
    }
    case 'call':
      return compileCall(expression, leaves);
  }
}

function compileCall(call: Call, leaves: LeafEvaluators): Evaluator {
  if (call.name === 'if') return compileIf(call.args, leaves);
  const known = scalarFunction(call.name);
  if (!known) {
    const [minArguments, maxArguments] = contextualArguments(call.name) ?? [0, 0];
    checkArguments(call.name, call.args.length, minArguments, maxArguments);
    return leaves.contextual(call);
  }
  checkArguments(call.name, call.args.length, known.minArguments, known.maxArguments);
  const { settings } = leaves;
  const argument = argumentOf(known, settings);
  if (isRangeFunction(call.name)) {
    const lists = call.args.map((arg) => compileList(arg, leaves));
    return (index) => {
      const values = lists.flatMap((list) => list(index));
      return known.apply(argument ? values.map(argument) : values, settings);
    };
  }
  const args = call.args.map((arg) => compileArgument(arg, leaves, argument));
  return (index) =>
    known.apply(
      args.map((arg) => arg(index)),
      settings,
    );
}

/** Returns what a function does to its arguments first; undefined for nothing. */
function argumentOf(
  { hasPlainArguments, hasTextArguments }: ScalarFunction,
  settings: RegionalSettings,
): ((value: Value) => Value) | undefined {
  if (hasPlainArguments) return undefined;
  if (!hasTextArguments) return (value) => settings.argument(value);
  return settings.hasOwnDecimalMark ? (value) => settings.written(value) : undefined;
}

/** A constant is read once. */
function compileArgument(
  arg: Expression,
  leaves: LeafEvaluators,
  argument: ((value: Value) => Value) | undefined,
): Evaluator {
  const evaluate = compile(arg, leaves);
  if (!argument) return evaluate;
  if (arg.type === 'text' || arg.type === 'number') {
    const value = argument(arg.value);
    return () => value;
  }
  return (index) => argument(evaluate(index));
}

function compileList(arg: Expression, leaves: LeafEvaluators): ListEvaluator {
  const list = arg.type === 'call' ? leaves.contextualList?.(arg) : undefined;
  if (list) return list;
  const single = compile(arg, leaves);
  return (index) => [single(index)];
}

function compileIf(args: readonly Expression[], leaves: LeafEvaluators): Evaluator {
  checkArguments('if', args.length, 2, 3);
  const [condition, whenTrue, whenFalse] = args.map((arg) => compile(arg, leaves));
  if (!condition || !whenTrue)
    throw new ExpressionError('Error in expression: If takes 2 to 3 parameters', 0);
  const { settings } = leaves;
  return (index) => (settings.isTrue(condition(index)) ? whenTrue(index) : (whenFalse?.(index) ?? null));
}

/** @throws {ExpressionError} for too few or too many arguments */
export function checkArguments(
  name: string,
  given: number,
  minArguments: number,
  maxArguments: number,
): void {
  if (given >= minArguments && given <= maxArguments) return;
  const range = minArguments === maxArguments ? String(minArguments) : `${minArguments} to ${maxArguments}`;
  throw new ExpressionError(`Error in expression: ${name} takes ${range} parameters, ${given} given`, 0);
}

type BinaryFunction = (left: Value, right: Value) => Value;

function arithmetic(compute: (left: number, right: number) => number) {
  return (settings: RegionalSettings): BinaryFunction =>
    (left, right) =>
      numeric(compute(settings.numberOf(left), settings.numberOf(right)));
}

/** Operators of bits are over integers of 32 bits; there is no result when an operand is no number. */
function bits(compute: (left: number, right: number) => number): (left: number, right: number) => number {
  return (left, right) => (Number.isNaN(left) || Number.isNaN(right) ? Number.NaN : compute(left, right));
}

function comparison(test: (order: number) => boolean) {
  return (settings: RegionalSettings): BinaryFunction =>
    (left, right) => {
      if (left === null || right === null) return null;
      const [first, second] = [settings.numberOf(left), settings.numberOf(right)];
      if (!Number.isNaN(first) && !Number.isNaN(second)) return logical(test(first - second));
      return logical(test(compareByCodeUnit(settings.textOf(left), settings.textOf(right))));
    };
}

function ofTexts(compute: (left: string, right: string) => Value) {
  return (settings: RegionalSettings): BinaryFunction =>
    (left, right) =>
      compute(settings.textOf(left), settings.textOf(right));
}

function ofConditions(test: (left: boolean, right: boolean) => boolean) {
  return (settings: RegionalSettings): BinaryFunction =>
    (left, right) =>
      logical(test(settings.isTrue(left), settings.isTrue(right)));
}

function equality(isWanted: boolean) {
  return (settings: RegionalSettings): BinaryFunction =>
    (left, right) =>
      left === null || right === null ? null : logical(isSameValue(left, right, settings) === isWanted);
}

function compareByCodeUnit(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const BINARY: Readonly<Record<BinaryOperator, (settings: RegionalSettings) => BinaryFunction>> = {
  or: ofConditions((left, right) => left || right),
  and: ofConditions((left, right) => left && right),
  xor: ofConditions((left, right) => left !== right),
  bitand: arithmetic(bits((left, right) => left & right)),
  bitor: arithmetic(bits((left, right) => left | right)),
  bitxor: arithmetic(bits((left, right) => left ^ right)),
  '<<': arithmetic(bits((left, right) => left << right)),
  '>>': arithmetic(bits((left, right) => left >> right)),
  '=': equality(true),
  '<>': equality(false),
  '<': comparison((order) => order < 0),
  '<=': comparison((order) => order <= 0),
  '>': comparison((order) => order > 0),
  '>=': comparison((order) => order >= 0),
  like: ofTexts((left, right) => logical(wildcardPattern(right, 'i').test(left))),
  precedes: ofTexts((left, right) => logical(compareByCodeUnit(left, right) < 0)),
  follows: ofTexts((left, right) => logical(compareByCodeUnit(left, right) > 0)),
  '+': arithmetic((left, right) => left + right),
  '-': arithmetic((left, right) => left - right),
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '&': ofTexts((left, right) => left + right),
};
