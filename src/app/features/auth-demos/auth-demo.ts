import type { AuthType, QlikConnection, QlikPlatform } from 'ngx-qlik';

/** A call that a demo makes once it is signed in, each with a component in `calls/`. */
type DemoCall = 'tenant-user' | 'anonymous-user' | 'proxy-user' | 'tenant' | 'spaces' | 'repository' | 'app';

/** What the user sees of the sign-in: nothing (`silent`), or another page. */
type SignInMode = 'silent' | 'page';

/** The content of the demo page of one auth type. Another type is one more file with one of these. */
export interface AuthDemo {
  readonly type: AuthType;
  readonly platform: QlikPlatform;
  readonly title: string;
  /** How it works, in one sentence. */
  readonly summary: string;
  readonly useWhen: string;
  readonly notWhen: readonly string[];
  /** Where the secret is kept, or that there is none. */ readonly secretLocation: string;
  /** The steps of an administrator, for an application at that origin. */
  readonly administratorSteps: (origin: string) => readonly string[];
  /** The connection to put into `connections.json`. */
  readonly configuration: Omit<QlikConnection, 'id'> & { readonly id: string };
  /** The entry of the backend's secrets file, if the backend keeps the secret. */
  readonly backendConfiguration?: Readonly<Record<string, unknown>>;
  /** The lines of `app.config.ts`. */
  readonly setUp: string;
  /** Whether the server can show its login page to a user whom it knows already. */
  readonly canForceLogin: boolean;
  readonly signIn: SignInMode;
  /** Whether the user has to be signed in to this application first, because the backend acts for that user. */
  readonly needsHostUser: boolean;
  /** The calls after the sign-in, in this order. */
  readonly calls: readonly DemoCall[];
  /** The app to open if apps cannot be listed: an app of the sandbox. */
  readonly suggestedAppId?: string;
  /** Notes for this demo, such as the sandbox's user names and passwords. */
  readonly tryHint?: string;
}
