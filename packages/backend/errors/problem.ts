import type { SettingNames } from '../setting-names.ts';

/** Options of a {@link Problem}. */
export interface ProblemOptions extends ErrorOptions {
  /** What solves the problem, in a sentence; a function where it names settings. */
  readonly remedy?: string | ((names: SettingNames) => string);
  /** The id of the connection. */
  readonly connection?: string;
  /** Further members of the response, such as `signIn`, the address to sign in at. */
  readonly members?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure that is reported to the caller (RFC 9457). Its texts are public: they never contain a secret or a credential. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Read by Fastify. */
  readonly statusCode: number;
  /** Stable, for programs. */
  readonly code: string;
  readonly options: ProblemOptions;

  constructor(statusCode: number, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.statusCode = statusCode;
    this.code = code;
    this.options = options;
  }

  /** What solves the problem, with these names of the settings; `undefined` where nothing is known to. */
  remedyWith(names: SettingNames): string | undefined {
    const { remedy } = this.options;
    return typeof remedy === 'function' ? remedy(names) : remedy;
  }
}
