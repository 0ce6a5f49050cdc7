import type { FastifyBaseLogger } from 'fastify';
import type { HostUser } from '../accounts/host-user.ts';
import { verifiedEmail } from '../accounts/verified-email.ts';
import { Problem } from '../errors/problem.ts';
import type { AuditEntry } from '../logging/audit.ts';
import type { StateStore } from '../state/state-store.ts';
import {
  type ProvisionedConnection,
  TenantAdministration,
  type TenantUser,
} from './tenant-administration.ts';
import type { TokenCache } from './token-cache.ts';

/** A user is looked up again after this time, so that a user who was disabled in the tenant is noticed. */
const CHECK_MS = 10 * 60_000;
/** The longest life of a session: what an older sign-in says of groups does not replace what a later one said. */
const KEPT_MS = 720 * 3_600_000;
const SPACES_MS = 3_600_000;
const SPACES_RETRY_MS = 60_000;

/** The code of a {@link Problem}: the user is there, and may not come in. */
export const USER_DISABLED = 'user-disabled-at-qlik';

/** Writes an entry of the audit log for the user and connection. */
export type AuditStep = (entry: Pick<AuditEntry, 'event' | 'result' | 'reason' | 'target'>) => void;

interface ProvisionRequest {
  readonly user: HostUser;
  /** The user's subject at Qlik. */
  readonly subject: string;
  /** When the session signed in, in milliseconds since 1970. */
  readonly signedInAt: number;
  readonly audit: AuditStep;
}

/** What the last check found, shared by all instances. */
interface Checked {
  readonly checkedAt: number;
  readonly signedInAt: number;
  readonly groups: readonly string[];
}

interface ProvisioningOptions {
  readonly tokens: TokenCache;
  readonly log: FastifyBaseLogger;
}

/** Keeps users, their groups, and the spaces of groups at a tenant, as the connection's `provisioning` says. */
export class UserProvisioning {
  readonly #state: StateStore;
  readonly #with: ProvisioningOptions;

  constructor(state: StateStore, options: ProvisioningOptions) {
    this.#state = state;
    this.#with = options;
  }

  /**
   * Has the user in the tenant, in the groups that the host names. Of several callers at once, in all instances, one does it.
   * @throws {Problem} 403 when the user is disabled or the subject is another user's; 502 when the tenant refuses; 429
   */
  async ensure(connection: ProvisionedConnection, request: ProvisionRequest): Promise<void> {
    await this.#openSpaces(connection, request.audit);
    const key = `provisioned:${connection.id}:${request.subject}`;
    const groups = wantedGroups(connection, request.user);
    if (isFresh(await this.#read(key), { ...request, groups })) return;
    await this.#state.withLock(key, async () => {
      const known = await this.#read(key);
      if (isFresh(known, { ...request, groups })) return;
      const tenant = new TenantAdministration(connection, this.#with.tokens);
      const user = await findOrCreate(connection, tenant, request);
      const isLater = known === undefined || request.signedInAt >= known.signedInAt;
      if (user !== undefined && isLater)
        await assignGroups(connection, tenant, { ...request, groups, tenantUser: user });
      const checked: Checked = {
        checkedAt: await this.#state.now(),
        signedInAt: isLater ? request.signedInAt : known.signedInAt,
        groups: isLater ? groups : known.groups,
      };
      await this.#state.set(key, JSON.stringify(checked), KEPT_MS);
    });
  }

  /** Has the next {@link ensure} look the user up. */
  async forget(connection: ProvisionedConnection, subject: string): Promise<void> {
    await this.#state.delete(`provisioned:${connection.id}:${subject}`);
  }

  async #read(key: string): Promise<(Checked & { readonly now: number }) | undefined> {
    const text = await this.#state.get(key);
    // Written by `ensure`.
    return text === undefined
      ? undefined
      : { ...(JSON.parse(text) as Checked), now: await this.#state.now() };
  }

  /** A space that cannot be opened keeps no user out: it is reported, and tried again. */
  async #openSpaces(connection: ProvisionedConnection, audit: AuditStep): Promise<void> {
    const { id, provisioning } = connection;
    if (provisioning.spaces.length === 0) return;
    const key = `spaces-opened:${id}`;
    const wanted = JSON.stringify(provisioning.spaces);
    if ((await this.#state.get(key)) === wanted) return;
    await this.#state.withLock(key, async () => {
      if ((await this.#state.get(key)) === wanted) return;
      const tenant = new TenantAdministration(connection, this.#with.tokens);
      let failed = false;
      for (const { space, group, roles } of provisioning.spaces) {
        const target = `${space}: ${group}`;
        try {
          const groupId = await tenant.findGroup(group);
          if (groupId === undefined) throw unknownGroup(id, group);
          if (await tenant.openSpace(space, groupId, roles))
            audit({ event: 'space-opened', target, result: 'done' });
        } catch (error) {
          failed = true;
          this.#with.log.warn(
            { err: error, connection: id, space, group },
            'a space was not opened to a group',
          );
          const reason = error instanceof Problem ? error.code : 'internal';
          audit({ event: 'space-opened', target, result: 'failed', reason });
        }
      }
      await this.#state.set(key, wanted, failed ? SPACES_RETRY_MS : SPACES_MS);
    });
  }
}

function isFresh(
  known: (Checked & { readonly now: number }) | undefined,
  { groups, signedInAt }: { readonly groups: readonly string[]; readonly signedInAt: number },
): boolean {
  if (known === undefined || known.now - known.checkedAt > CHECK_MS) return false;
  return signedInAt < known.signedInAt || JSON.stringify(known.groups) === JSON.stringify(groups);
}

/** @returns `undefined` when the user is not there and not to be created: Qlik then issues no token */
async function findOrCreate(
  { id, provisioning }: ProvisionedConnection,
  tenant: TenantAdministration,
  { user, subject, audit }: ProvisionRequest,
): Promise<TenantUser | undefined> {
  const found = await tenant.findUser(subject);
  if (found !== undefined) return requireEnabled(id, found);
  if (!provisioning.users) return undefined;
  // An address that is not verified may be another user's.
  const email = verifiedEmail(user);
  const created = await tenant.createUser({
    subject,
    name: user.name,
    ...(email === undefined ? {} : { email }),
  });
  if (created !== undefined) {
    audit({ event: 'user-created', target: subject, result: 'done' });
    return created;
  }
  // Something else created the user meanwhile, or another user has the address or the subject in other case.
  const other = await tenant.findUser(subject);
  if (other !== undefined) return requireEnabled(id, other);
  throw new Problem(
    403,
    'user-conflict-at-qlik',
    'Another user of the Qlik tenant has your name or address.',
    {
      connection: id,
      remedy:
        'An administrator compares the users of the tenant: one has the same e-mail address, or the same subject in upper or lower case.',
    },
  );
}

/** @throws {Problem} 403: only an administrator of the tenant enables a user again */
function requireEnabled(connection: string, user: TenantUser): TenantUser {
  if (user.status !== 'disabled' && user.status !== 'deleted') return user;
  throw new Problem(403, USER_DISABLED, 'Your user is disabled in the Qlik tenant.', {
    connection,
    remedy: 'Ask an administrator of the tenant to enable it.',
  });
}

/** The groups at Qlik that the host's groups stand for. Without any from the host the user is in none of them. */
function wantedGroups({ provisioning }: ProvisionedConnection, user: HostUser): readonly string[] {
  const { assign = [], map = {} } = provisioning.groups ?? {};
  const names = (user.groups ?? []).flatMap((group) => [
    ...(assign.includes(group) ? [group] : []),
    ...(Object.hasOwn(map, group) ? [map[group] ?? group] : []),
  ]);
  return [...new Set(names)].sort();
}

interface Assignment extends ProvisionRequest {
  readonly tenantUser: TenantUser;
  readonly groups: readonly string[];
}

/** Changes the groups that the secrets file names; the user's other groups stay. */
async function assignGroups(
  { provisioning: { groups: settings } }: ProvisionedConnection,
  tenant: TenantAdministration,
  { tenantUser, groups, audit }: Assignment,
): Promise<void> {
  if (settings === undefined) return;
  const kept = new Set([...settings.assign, ...Object.values(settings.map)]);
  const present = tenantUser.assignedGroups ?? [];
  const has = (name: string): boolean => present.some((group) => group.name === name);
  const left = present.filter(({ name }) => kept.has(name) && !groups.includes(name));
  const joined: string[] = [];
  for (const name of groups.filter((each) => !has(each))) {
    if (await hasGroup(tenant, name, { creates: settings.create, audit })) joined.push(name);
  }
  if (left.length === 0 && joined.length === 0) return;
  await tenant.setGroups(tenantUser, [
    ...present
      .filter((group) => !left.includes(group))
      .map(({ name, providerType = 'idp' }) => ({ name, providerType })),
    ...joined.map((name) => ({ name, providerType: 'custom' })),
  ]);
  for (const name of joined) audit({ event: 'group-joined', target: name, result: 'done' });
  for (const { name } of left) audit({ event: 'group-left', target: name, result: 'done' });
}

async function hasGroup(
  tenant: TenantAdministration,
  name: string,
  { creates, audit }: { readonly creates: boolean; readonly audit: AuditStep },
): Promise<boolean> {
  if ((await tenant.findGroup(name)) !== undefined) return true;
  if (!creates) {
    audit({ event: 'group-joined', target: name, result: 'refused', reason: 'group-unknown' });
    return false;
  }
  if (await tenant.createGroup(name)) audit({ event: 'group-created', target: name, result: 'done' });
  return true;
}

function unknownGroup(connection: string, name: string): Problem {
  return new Problem(502, 'group-unknown', `The tenant has no group “${name}”.`, { connection });
}
