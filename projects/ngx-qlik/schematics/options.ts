import type { BuiltInAuthType } from 'ngx-qlik/auth-types';

/** Options of `ng add ngx-qlik` and `ng generate ngx-qlik:connection`, as the command line has them. */
export interface ConnectionOptions {
  readonly project?: string;
  /** Address of the sandbox; an empty text, or true, for the usual one. */
  readonly sandbox?: string | boolean;
  readonly platform?: string;
  readonly host?: string;
  readonly auth?: string;
  readonly clientId?: string;
  readonly webIntegrationId?: string;
  readonly accessCode?: string;
  readonly connection?: string;
  readonly label?: string;
  readonly backend?: string;
}

/** Options of pages that are generated. */
export interface PageOptions {
  readonly project?: string;
  readonly name?: string;
  readonly connection?: string;
  /** An empty text adds no route. */
  readonly route?: string;
}

/** Options of pages with a chart. */
export interface ChartOptions extends PageOptions {
  readonly app?: string;
  readonly object?: string;
}

/** Options of `ng add ngx-qlik`. */
export type AddOptions = ConnectionOptions &
  Omit<ChartOptions, 'name'> & {
    /** Whether pages begin before Angular has started. Default: true. */
    readonly earlyStart?: boolean;
  };

/** A connection as it is written to `connections.json`. */
export interface WrittenConnection {
  readonly id: string;
  readonly label: string;
  readonly platform: string;
  readonly host: string;
  readonly auth: Readonly<Record<string, string>> & { readonly type: BuiltInAuthType };
  readonly runtime?: { readonly bundled: true };
}

/** An option as it is written on the command line: `--client-id`. */
export const optionOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
