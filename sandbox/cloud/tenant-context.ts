import type { AppCatalogue } from '../apps/app-definition.ts';
import type { ItemStore } from './items/item-store.ts';
import type { AuthorizationCodes } from './oauth/authorization-codes.ts';
import type { ClientRegistry } from './oauth/oauth-client.ts';
import type { SigningKey } from './oauth/signing-key.ts';
import type { TokenAuthority, TokenLifetimes } from './oauth/token-authority.ts';
import type { UserDirectory } from './people/user-directory.ts';
import type { SignInSessions } from './sign-in/sign-in-sessions.ts';
import type { SpaceStore } from './spaces/space-store.ts';

/** What the routes of one tenant share. */
export interface TenantContext {
  readonly id: string;
  readonly name: string;
  /** Scheme, host and port; known once the tenant listens. */
  readonly origin: () => string;
  readonly now: () => number;
  readonly users: UserDirectory;
  readonly clients: ClientRegistry;
  readonly key: SigningKey;
  readonly tokens: TokenAuthority;
  readonly lifetimes: TokenLifetimes;
  readonly codes: AuthorizationCodes;
  readonly signIns: SignInSessions;
  readonly spaces: SpaceStore;
  readonly items: ItemStore;
  readonly catalogue: AppCatalogue;
  readonly answersOpenidConfiguration: boolean;
}
