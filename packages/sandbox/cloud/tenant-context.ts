import type { FaultRegistry } from '../faults/fault-registry.ts';
import type { ServerClock } from '../faults/server-clock.ts';
import type { AccessCode } from './anonymous/access-code.ts';
import type { ApiKeyStore } from './api-keys/api-key-store.ts';
import type { TenantApps } from './apps/tenant-apps.ts';
import type { BrandStore } from './brands/brand-store.ts';
import type { CollectionStore } from './collections/collection-store.ts';
import type { CspOrigins } from './csp-origins/csp-origins.ts';
import type { DataFileStore } from './data-files/data-file-store.ts';
import type { IdentityProviders } from './identity-providers/identity-provider.ts';
import type { GroupStore } from './groups/group-store.ts';
import type { ItemStore } from './items/item-store.ts';
import type { AuthorizationCodes } from './oauth/authorization-codes.ts';
import type { ClientRegistry } from './oauth/oauth-client.ts';
import type { SigningKey } from './oauth/signing-key.ts';
import type { TokenAuthority, TokenLifetimes } from './oauth/token-authority.ts';
import type { MediaStore } from './media/media-store.ts';
import type { ReloadStore } from './reloads/reload-store.ts';
import type { ThemeStore } from './themes/theme-store.ts';
import type { UserDirectory } from './users/user-directory.ts';
import type { SessionCookies } from './sessions/session-cookies.ts';
import type { TenantSessions } from './sessions/tenant-sessions.ts';
import type { SharingTaskStore } from './sharing-tasks/sharing-task-store.ts';
import type { Interactions } from './sign-in/interactions.ts';
import type { SpaceStore } from './spaces/space-store.ts';
import type { WebIntegrations } from './web-integrations/web-integration.ts';

/** The state that the routes of one tenant share. */
export interface TenantContext {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** Scheme, host and port; known once the tenant listens. */
  readonly origin: () => string;
  readonly now: () => number;
  /** The clock behind {@link now}. An operator can move it. */
  readonly clock: ServerClock;
  readonly faults: FaultRegistry;
  readonly users: UserDirectory;
  readonly clients: ClientRegistry;
  readonly key: SigningKey;
  readonly tokens: TokenAuthority;
  readonly lifetimes: TokenLifetimes;
  readonly apiKeys: ApiKeyStore;
  readonly codes: AuthorizationCodes;
  readonly sessions: TenantSessions;
  readonly sessionCookies: SessionCookies;
  readonly interactions: Interactions;
  readonly integrations: WebIntegrations;
  readonly cspOrigins: CspOrigins;
  readonly identityProviders: IdentityProviders;
  readonly accessCodes: readonly AccessCode[];
  readonly groups: GroupStore;
  readonly collections: CollectionStore;
  readonly brands: BrandStore;
  readonly dataFiles: DataFileStore;
  readonly media: MediaStore;
  readonly themes: ThemeStore;
  readonly reloads: ReloadStore;
  readonly sharingTasks: SharingTaskStore;
  readonly spaces: SpaceStore;
  readonly items: ItemStore;
  readonly apps: TenantApps;
  readonly answersOpenidConfiguration: boolean;
}
