import { isRecord } from '../../json/is-record.ts';
import { toArray, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** A parameter: its name, for calls with named parameters, and how it is read. */
export interface Parameter<T> {
  readonly name: string;
  /** What it is when left out, as the published schema has it. */
  readonly fallback: T;
  /** The value, or undefined when it has the wrong type. */
  readonly read: (value: unknown) => T | undefined;
}

type Values<P extends readonly Parameter<unknown>[]> = {
  [Index in keyof P]: P[Index] extends Parameter<infer T> ? T : never;
};

/** A method that a kind of handle offers. */
export interface Method<Context> {
  readonly parameters: readonly string[];
  /**
   * Runs it on parameters as they came: by position or by name.
   * @throws {QixError} -32602 when one has the wrong type or there are too many, and whatever the method refuses.
   */
  call(context: Context, params: unknown): JsonObject | Promise<JsonObject>;
}

/** Methods by name. */
export type MethodTable<Context> = Readonly<Record<string, Method<Context>>>;

/** Describes a method: the dispatcher checks the parameters, `run` gets them typed. */
export function method<Context, const P extends readonly Parameter<unknown>[]>(
  parameters: P,
  // Most methods that change something answer nothing; `void` lets them end without a return.
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type
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
  const given = toArray(params);
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
  // One value per parameter, each read by its own reader: the tuple that `Values` describes.
  return values as Values<P>;
}

/** A text. */
export function text(name: string, fallback = ''): Parameter<string> {
  return { name, fallback, read: (value) => (typeof value === 'string' ? value : undefined) };
}

/** A number. */
export function number(name: string, fallback = 0): Parameter<number> {
  return {
    name,
    fallback,
    read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  };
}

/** A whole number. */
export function integer(name: string, fallback = 0): Parameter<number> {
  return {
    name,
    fallback,
    read: (value) => (typeof value === 'number' && Number.isInteger(value) ? value : undefined),
  };
}

/** True or false. */
export function flag(name: string): Parameter<boolean> {
  return { name, fallback: false, read: (value) => (typeof value === 'boolean' ? value : undefined) };
}

/** An object; its members are for the method to look at. */
export function object(name: string): Parameter<JsonObject> {
  return { name, fallback: {}, read: (value) => (isRecord(value) ? value : undefined) };
}

/** A list of anything; its items are for the method to look at. */
export function list(name: string): Parameter<readonly unknown[]> {
  return { name, fallback: [], read: (value) => (Array.isArray(value) ? value : undefined) };
}

/** A list of texts. */
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

/** A list of whole numbers. */
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

/** Whatever comes: a text, a number, an object. */
export function anything(name: string): Parameter<unknown> {
  return { name, fallback: undefined, read: (value) => value };
}
