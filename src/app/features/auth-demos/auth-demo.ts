import type { AuthType, QlikConnection, QlikPlatform } from 'ngx-qlik';

/** Everything the application says about one auth type. A further type is one more file with one of these. */
export interface AuthDemo {
  readonly type: AuthType;
  readonly platform: QlikPlatform;
  readonly title: string;
  /** One sentence: how it works. */
  readonly summary: string;
  readonly useWhen: string;
  readonly notWhen: readonly string[];
  readonly secretHolder: string;
  /** What an administrator creates, step by step, for an application at that origin. */
  readonly administratorSteps: (origin: string) => readonly string[];
  /** The connection to put into `connections.json`. */
  readonly configuration: Omit<QlikConnection, 'id'> & { readonly id: string };
  /** The lines of the application's set-up. */
  readonly setUp: string;
  /** Whether a login page can be asked for although the server knows the user. */
  readonly canForceLogin: boolean;
}
