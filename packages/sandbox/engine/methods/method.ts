import { isRecord } from '../../json/is-record.ts';
import { toArray, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** A parameter of a method. */
export interface Parameter<T> {
  readonly name: string;
  /** The default value in the published schema. */
  readonly fallback: T;
  /** Returns the value, or undefined when it has the wrong type. */
  readonly read: (value: unknown) => T | undefined;
}

type Values<P extends readonly Parameter<unknown>[]> = {
  [Index in keyof P]: P[Index] extends Parameter<infer T> ? T : never;
};

/** A method of a type of handle. */
export interface Method<Context> {
  readonly parameters: readonly string[];
  /**
   * Runs the method with parameters by position or by name.
   * @throws {QixError} -32602 for a parameter of the wrong type or too many parameters, and the errors of the method
   */
  call(context: Context, params: unknown): JsonObject | Promise<JsonObject>;
}

/** Methods by name. */
export type MethodTable<Context> = Readonly<Record<string, Method<Context>>>;

/** Defines a method. `call` validates the parameters; `run` receives them typed. */
export function method<Context, const P extends readonly Parameter<unknown>[]>(
  parameters: P,
  // Most methods that change something have no result; `void` allows them to end without a return.
  // oxlint-disable-next-line typescript/no-invalid-void-type
  run: (context: Context, ...values: Values<P>) => JsonObject | Promise<JsonObject> | void,
): Method<Context> {
  return {
    parameters: parameters.map((parameter) => parameter.name),
    call: (context, params) => run(context, ...readParameters(parameters, params)) ?? {},
  };
}

function readParameters<const P extends readonly Parameter<unknown>[]>(
  parameters: P,
  params: unknown,
): Values<P> {
  if (params !== undefined && params !== null && !Array.isArray(params) && !isRecord(params)) {
    throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'params');
  }
  const given = withoutLastNulls(toArray(params));
  if (given.length > parameters.length) {
    throw new QixError(
      QIX_CODES.invalidParameters,
      'Invalid Params',
      `${given.length} given, ${parameters.length} expected`,
    );
  }
  const values = parameters.map((parameter, index) => {
    const value = isRecord(params) ? params[parameter.name] : given[index];
    if (value === undefined || value === null) return structuredClone(parameter.fallback);
    const read = parameter.read(value);
    if (read === undefined) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', parameter.name);
    return read;
  });
  // One value per parameter, each validated by the parameter's `read`: the tuple that `Values` describes.
  return values as Values<P>;
}

/** Returns the parameters without the nulls at their end: clients send one for each parameter that they leave out. */
function withoutLastNulls(params: readonly unknown[]): readonly unknown[] {
  const last = params.findLastIndex((value) => value !== null && value !== undefined);
  return params.slice(0, last + 1);
}

/** A string parameter. */
export function text(name: string, fallback = ''): Parameter<string> {
  return { name, fallback, read: (value) => (typeof value === 'string' ? value : undefined) };
}

/** A parameter for a finite number. */
export function number(name: string, fallback = 0): Parameter<number> {
  return {
    name,
    fallback,
    read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  };
}

/** An integer parameter. */
export function integer(name: string, fallback = 0): Parameter<number> {
  return {
    name,
    fallback,
    read: (value) => (typeof value === 'number' && Number.isInteger(value) ? value : undefined),
  };
}

/** A boolean parameter. */
export function flag(name: string): Parameter<boolean> {
  return { name, fallback: false, read: (value) => (typeof value === 'boolean' ? value : undefined) };
}

/** An object parameter; its members are not validated. */
export function object(name: string): Parameter<JsonObject> {
  return { name, fallback: {}, read: (value) => (isRecord(value) ? value : undefined) };
}

/** An array parameter; its items are not validated. */
export function list(name: string): Parameter<readonly unknown[]> {
  return { name, fallback: [], read: (value) => (Array.isArray(value) ? value : undefined) };
}

/** A parameter for an array of strings. */
export function texts(name: string): Parameter<readonly string[]> {
  return {
    name,
    fallback: [],
    read: (value) =>
      Array.isArray(value) && value.every((item): item is string => typeof item === 'string')
        ? value
        : undefined,
  };
}

/** A parameter for an array of integers. */
export function integers(name: string): Parameter<readonly number[]> {
  return {
    name,
    fallback: [],
    read: (value) =>
      Array.isArray(value) && value.every((item): item is number => Number.isInteger(item))
        ? value
        : undefined,
  };
}

/** A parameter of any type. */
export function anyValue(name: string): Parameter<unknown> {
  return { name, fallback: undefined, read: (value) => value };
}
