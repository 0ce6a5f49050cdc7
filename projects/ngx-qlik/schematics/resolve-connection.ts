import { SchematicsException } from '@angular-devkit/schematics';
import { AUTH_TYPES, type BuiltInAuthType } from 'ngx-qlik/auth-types';
import { ɵAUTH_FEATURES as AUTH_FEATURES, AUTH_RULES, checkConnection } from 'ngx-qlik/connection-rules';
import type { Prompt } from './ask.ts';
import { type AddOptions, type ConnectionOptions, optionOf, type WrittenConnection } from './options.ts';
import { GUIDES } from './project.ts';
import { isForSandbox, withSandbox } from './sandbox.ts';

/** The types that a command line can set up: `reference` and `noauth` need code of the application. */
export const OFFERED: readonly BuiltInAuthType[] = (Object.keys(AUTH_FEATURES) as BuiltInAuthType[]).filter(
  (type) => type !== 'reference' && type !== 'noauth',
);

/** Stands for the address of the application, which is not known. */
const SITE = 'https://application.invalid';
/** Fields of `auth` that the command line has options for. */
const AUTH_FIELDS = ['clientId', 'webIntegrationId', 'accessCode'] as const;
const QUESTIONS: Record<(typeof AUTH_FIELDS)[number], string> = {
  clientId: 'Id of the OAuth client',
  webIntegrationId: 'Id of the web integration',
  accessCode: 'Access code of the anonymous share',
};

/** A connection that is right, and the options with what was asked for. */
export interface ResolvedConnection {
  readonly connection: WrittenConnection;
  readonly options: AddOptions;
}

/**
 * Makes a connection of the options, and asks for those that are missing.
 * @param prompt `undefined` where nothing can be asked for
 * @throws {SchematicsException} naming the option that is wrong or missing, and what is expected
 */
export async function resolveConnection(
  given: AddOptions,
  prompt: Prompt | undefined,
): Promise<ResolvedConnection> {
  const isSandbox = isForSandbox(given);
  if (isSandbox && given.host !== undefined && given.host !== '')
    throw new SchematicsException(
      `--host is "${given.host}", and --sandbox has the address and the ids of the sandbox. Leave one of them out; a sandbox at another address is --sandbox <address>.`,
    );
  const auth = await resolveAuthType(given, prompt);
  const facts = AUTH_TYPES[auth];
  const named = isSandbox ? withSandbox(given, auth) : given;
  const id = named.connection ?? 'qlik';
  const platform = named.platform ?? (facts.platform === 'client-managed' ? 'client-managed' : 'cloud');
  if (facts.platform !== 'any' && platform !== facts.platform && isPlatform(platform)) {
    throw new SchematicsException(
      `--platform is "${platform}", and --auth "${auth}" exists for ${facts.platform} only. Leave --platform out, or choose another auth type: ${OFFERED.filter((type) => AUTH_TYPES[type].platform === platform).join(', ')}.`,
    );
  }
  const host = facts.credential === 'relay' ? `/qlik/${id}` : await resolveHost(named.host, platform, prompt);
  const fields = await resolveFields(auth, named, prompt);
  const connection: WrittenConnection = {
    id,
    label: named.label ?? (platform === 'cloud' ? 'Qlik Cloud' : 'Qlik'),
    platform,
    host: host.replace(/\/$/, ''),
    auth: {
      type: auth,
      ...fields,
      // The client of a tenant may not have the scope.
      ...(auth === 'oauth2' && isSandbox ? { scope: 'user_default offline_access' } : {}),
      ...(auth === 'oauth2' ? { tokenStorage: 'session' } : {}),
    },
    ...(auth === 'pfx' ? { runtime: { bundled: true } } : {}),
  };
  check(connection, isSandbox ? 'sandbox' : 'host');
  return { connection, options: named };
}

async function resolveAuthType(
  { auth, ...options }: ConnectionOptions,
  prompt: Prompt | undefined,
): Promise<BuiltInAuthType> {
  const found = OFFERED.find((type) => type === auth);
  if (found !== undefined) return found;
  if (auth !== undefined && auth !== '') {
    if (Object.hasOwn(AUTH_TYPES, auth))
      throw new SchematicsException(
        `--auth is "${auth}", which needs code of the application, so that no command can set it up. It is described in ${GUIDES}/auth/none.md. The types that "ng add" sets up: ${OFFERED.join(', ')}.`,
      );
    throw new SchematicsException(
      `--auth is "${auth}", which is no auth type. Choose one of: ${OFFERED.join(', ')}. What each needs is in ${GUIDES}/auth.`,
    );
  }
  if (isForSandbox(options)) return 'anonymous';
  if (!prompt) {
    throw new SchematicsException(
      'It is not said how users sign in. Add --auth and --host, for example "--auth oauth2 --host https://your-tenant.eu.qlikcloud.com --client-id <id>", or --sandbox to try it without a tenant.',
    );
  }
  return prompt.choose('How do users sign in?', OFFERED, 'oauth2');
}

async function resolveHost(
  host: string | undefined,
  platform: string,
  prompt: Prompt | undefined,
): Promise<string> {
  if (host !== undefined && host !== '') return host;
  const example =
    platform === 'cloud' ? 'https://your-tenant.eu.qlikcloud.com' : 'https://qlik.example.com/prefix';
  if (prompt) return prompt.text(`Address of the ${platform === 'cloud' ? 'tenant' : 'server'}`, example);
  throw new SchematicsException(`--host is missing: the address of the server, such as ${example}.`);
}

/** The fields of `auth` that its type needs. */
async function resolveFields(
  auth: BuiltInAuthType,
  options: ConnectionOptions,
  prompt: Prompt | undefined,
): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const name of AUTH_FIELDS) {
    const rule = AUTH_RULES[auth].fields[name];
    const value = options[name];
    if (rule === undefined) {
      if (value !== undefined && value !== '')
        throw new SchematicsException(
          `${optionOf(name)} is given, and --auth "${auth}" has no such field. Leave it out.`,
        );
      continue;
    }
    const text = value === undefined || value === '' ? await prompt?.text(QUESTIONS[name]) : value;
    if (text === undefined || text === '')
      throw new SchematicsException(
        `${optionOf(name)} is missing: ${QUESTIONS[name].toLowerCase().replace('oauth', 'OAuth')}, which --auth "${auth}" needs.`,
      );
    fields[name] = text;
  }
  return fields;
}

/** The rules of the library, which would refuse the file at run time. @param host the option that the address comes from */
function check(connection: WrittenConnection, host: 'host' | 'sandbox'): void {
  const problems = checkConnection({ ...connection }, { site: SITE });
  if (problems.length === 0) return;
  throw new SchematicsException(
    problems
      .map(({ path, problem }) => `${optionOfField(path === 'host' ? host : path)} ${problem}.`)
      .join('\n'),
  );
}

/** The option that a field of a connection comes from. */
function optionOfField(path: string): string {
  const field = path.replace(/^auth\./, '');
  return optionOf(field === 'id' ? 'connection' : field === 'type' ? 'auth' : field);
}

function isPlatform(platform: string): boolean {
  return platform === 'cloud' || platform === 'client-managed';
}
