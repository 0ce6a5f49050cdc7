import type { getThemes } from '@qlik/api/themes';
import type { OperationFunctions } from './operations';

/** Options of every function of `@qlik/api`. The package does not export their type. */
export type PackageCallOptions = NonNullable<Parameters<typeof getThemes>[0]>;

/** Options of a call. */
export interface ApiCallOptions {
  /** Cancels the call: it rejects with `call-canceled`. */
  readonly signal?: AbortSignal;
  /**
   * Accepts an answer to the same call that is at most so many milliseconds old. It was given to the same user, and nothing was changed
   * through this connection's `QlikApi` since. For calls with GET. Default: 0, the answer of a new call.
   */
  readonly maxAge?: number;
}

/** An argument may be left out where it needs no member: a query, a body. */
type WithOptionalLast<Values extends readonly unknown[]> = Values extends [...infer Before, infer Last]
  ? object extends Last
    ? [...Before, input?: Last]
    : Values
  : Values;

/** The arguments of a function of `@qlik/api`, with the options of this library. */
type ApiArguments<Values extends readonly unknown[]> =
  Required<Values> extends [...infer Own, PackageCallOptions]
    ? [...WithOptionalLast<Own>, options?: ApiCallOptions]
    : never;

/** A function of `@qlik/api` as this library has it: it returns the data of the answer, without status and headers. */
export type ApiFunction<Published> = Published extends (
  ...values: infer Values extends unknown[]
) => Promise<{ data: infer Data }>
  ? (...values: ApiArguments<Values>) => Promise<Data>
  : never;

/**
 * The calls that embedders make most, by the names of `@qlik/api`: apps, reloads, items, spaces and their members, themes, collections,
 * users, groups, and the tenant. The types are those of the package; of an answer is checked that it is JSON, not what is in it.
 */
export type ApiFunctions = {
  readonly [Name in keyof OperationFunctions]: ApiFunction<OperationFunctions[Name]>;
};
