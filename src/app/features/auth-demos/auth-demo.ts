import type { AuthType, QlikConnection, QlikPlatform } from 'ngx-qlik';

/** A call that a demo makes once it is signed in, each with a component in `calls/`. */
export type DemoCall =
  'tenant-user' | 'anonymous-user' | 'proxy-user' | 'tenant' | 'spaces' | 'repository' | 'app';

/** What a visitor sees of the sign-in: nothing, another page, or what the browser has for it. */
export type SignInMode = 'silent' | 'page';

/** Everything the application says about one auth type. A further type is one more file with one of these. */
export interface AuthDemo {
  readonly type: AuthType;
  readonly platform: QlikPlatform;
  readonly title: string;
  /** One sentence: how it works. */
  readonly summary: string;
  readonly useWhen: string;
  readonly notWhen: readonly string[];
  readonly secretLocation: string;
  /** What an administrator creates, step by step, for an application at that origin. */
  readonly administratorSteps: (origin: string) => readonly string[];
  /** The connection to put into `connections.json`. */
  readonly configuration: Omit<QlikConnection, 'id'> & { readonly id: string };
  /** The entry of the backend's secrets file, where the backend holds the secret. */
  readonly backendConfiguration?: Readonly<Record<string, unknown>>;
  /** The lines of the application's set-up. */
  readonly setUp: string;
  /** Whether a login page can be asked for although the server knows the user. */
  readonly canForceLogin: boolean;
  readonly signIn: SignInMode;
  /** Whether the backend acts for its own user, who has to be signed in to this application first. */
  readonly needsHostUser: boolean;
  /** What is asked once somebody is signed in, in this order. */
  readonly calls: readonly DemoCall[];
  /** The app to open where the visitor cannot list any; that of the sandbox. */
  readonly suggestedAppId?: string;
  /** What to know about trying it here, such as the sandbox's names and passwords. */
  readonly tryHint?: string;
}
