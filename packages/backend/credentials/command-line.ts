import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';

export const USAGE = `Usage: ngx-qlik-credentials <command> [options]      (in its repository: npm run credentials -- <command> [options])

  keypair                     make a private key, its public key and a self-signed certificate
    --out <folder>              where to (default: .local/credentials); nothing there is overwritten
    --algorithm <name>          RS256 (default), RS512 or ES384 (Qlik Cloud only)
    --name <text>               common name of the certificate (default: Qlik JWT)
    --days <n>                  how long the certificate is good (default: 365)
    --print                     print the private key too; with it, any user can be impersonated

  sign cloud                  sign a JWT for POST /login/jwt-session of a tenant
    --key <file>                private key (PEM: PKCS#8, PKCS#1 or SEC1, not encrypted)
    --issuer, --kid <text>      of the tenant's JWT identity provider
    --sub, --name, --email      of the user
    --group <text>              repeatable
  sign virtual-proxy          sign a JWT for a virtual proxy of a client-managed server
    --key <file>                private key (PEM: PKCS#8, PKCS#1 or SEC1, not encrypted)
    --user, --directory <text>  of the user
    --user-claim, --directory-claim <name>   default: userId, userDirectory
    --claim <name=value>        any other attribute; repeatable
  both:
    --algorithm <name>          default RS256
    --lifetime <seconds>        default 300, at most 3600

  decode [jwt]                what is in a JWT; read from standard input when it is not given
  check cloud [jwt]           each reason for which Qlik Cloud would refuse it
    --issuer, --kid <text>      of the identity provider
  check virtual-proxy [jwt]   the same for a virtual proxy
    --user-claim, --directory-claim <name>   default: userId, userDirectory
  both:
    --certificate <file>        certificate or public key (PEM, as openssl writes them), to check the signature

  curl cloud                  the call by which a tenant takes a JWT
    --host <address>  --web-integration <id>
  curl virtual-proxy          the call by which a virtual proxy takes one
    --host <address>            with the prefix: https://server/jwt
`;

const OPTIONS = {
  out: { type: 'string', default: '.local/credentials' },
  algorithm: { type: 'string', default: 'RS256' },
  name: { type: 'string' },
  days: { type: 'string', default: '365' },
  print: { type: 'boolean', default: false },
  key: { type: 'string' },
  issuer: { type: 'string' },
  kid: { type: 'string' },
  sub: { type: 'string' },
  email: { type: 'string' },
  group: { type: 'string', multiple: true },
  user: { type: 'string' },
  directory: { type: 'string' },
  'user-claim': { type: 'string', default: 'userId' },
  'directory-claim': { type: 'string', default: 'userDirectory' },
  claim: { type: 'string', multiple: true },
  lifetime: { type: 'string', default: '300' },
  certificate: { type: 'string' },
  host: { type: 'string' },
  'web-integration': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** The options and the positional arguments. */
export class CommandLine {
  readonly words: readonly string[];
  readonly #values: ReturnType<typeof parse>['values'];

  /** @throws {UsageError} */
  constructor(args: readonly string[]) {
    const { values, positionals } = parse(args);
    this.words = positionals;
    this.#values = values;
  }

  get values(): ReturnType<typeof parse>['values'] {
    return this.#values;
  }

  /** @throws {UsageError} when the option is missing */
  required(
    name:
      | 'key'
      | 'issuer'
      | 'kid'
      | 'sub'
      | 'name'
      | 'email'
      | 'user'
      | 'directory'
      | 'host'
      | 'web-integration',
  ): string {
    const value = this.#values[name];
    if (value !== undefined && value.trim() !== '') return value;
    throw new UsageError(`--${name} is missing.`);
  }

  /** @throws {UsageError} */
  number(name: 'days' | 'lifetime', most: number): number {
    const text = this.#values[name];
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= 1 && value <= most) return value;
    throw new UsageError(`--${name} takes a whole number from 1 to ${most}.`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
