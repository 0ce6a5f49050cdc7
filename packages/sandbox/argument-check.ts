import { Ajv, type ErrorObject } from 'ajv';
import { faultBody, wrongField } from './faults/fault-schema.ts';
import type { FaultInput } from './faults/fault-rule.ts';
import { isRecord } from './json/is-record.ts';
import { mostSimilar } from './json/similar-name.ts';
import type { SandboxConfig } from './sandbox.ts';

const port = (more = ''): object => ({
  type: 'integer',
  minimum: 0,
  maximum: 65_535,
  description: `a whole number from 0 to 65535${more}`,
});
const whole = (minimum: number, maximum: number): object => ({
  ...{ type: 'integer', minimum, maximum },
  description: `a whole number from ${minimum} to ${maximum}`,
});
const text = (description: string): object => ({ type: 'string', minLength: 1, description });
const texts = (description: string): object => ({
  ...{ type: 'array', items: { type: 'string', minLength: 1 } },
  description: `a list of ${description}`,
});
const flag = { type: 'boolean', description: 'true or false' };
const YEAR_SECONDS = 86_400 * 365;

/** The options, each with what it takes. */
const OPTIONS: Readonly<Record<keyof SandboxConfig, object>> = {
  adminPort: port(),
  cloudPort: port(),
  cloud2Port: port(),
  cloudKeys: text('the path of a folder'),
  identityProviders: {
    ...{ type: 'array', items: { type: 'object' } },
    description: 'a list of identity providers, each with tenant, issuer, kid and a key',
  },
  sessionInactivitySeconds: whole(1, YEAR_SECONDS),
  sessionLifespanSeconds: whole(1, YEAR_SECONDS),
  clientManagedPort: {
    ...{ anyOf: [port(), { const: false }] },
    description: 'a whole number from 0 to 65535, or false',
  },
  clientManagedCertificates: text('the path of a folder'),
  clientManagedJwtCertificate: text('a certificate as PEM'),
  appOrigins: texts('origins, such as "http://localhost:5173"'),
  redirectUris: texts('addresses, such as "http://localhost:5173/callback"'),
  accessTokenSeconds: whole(1, YEAR_SECONDS),
  spaces: whole(2, 100_000),
  reloadSeconds: whole(0, 3600),
  bigAppRows: whole(1, 10_000_000),
  https: flag,
  httpsCertificates: text('the path of a folder'),
  apps: texts('paths of folders or .json files, such as ["./my-app"]'),
  onAppChange: { description: 'a function' },
  rateLimits: {
    ...{ type: 'object', additionalProperties: false },
    properties: {
      tier1: whole(1, 1_000_000_000),
      tier2: whole(1, 1_000_000_000),
      reports: whole(1, 1_000_000_000),
    },
    description: 'an object with tier1, tier2 and reports, whole numbers of calls per minute',
  },
  listenAddress: text('an IP address'),
  checksAnswers: flag,
  verbose: flag,
};

/** The names of the options. */
export const OPTION_NAMES: readonly string[] = Object.keys(OPTIONS);

const ajv = new Ajv({ discriminator: true, verbose: true });
const isConfig = ajv.compile({ type: 'object', additionalProperties: false, properties: OPTIONS });
const isFault = ajv.compile<FaultInput>(faultBody as object);

/** Checks what a program without types passes to `startSandbox`. @throws {TypeError} naming the option and what it takes */
export function requireConfig(config: unknown): asserts config is SandboxConfig {
  const remedy =
    'Call it as startSandbox({ cloudPort: 0, adminPort: 0 }); SandboxConfig describes the options.';
  if (!isConfig(config)) {
    const error = isConfig.errors?.at(-1);
    throw new TypeError(`startSandbox: ${optionProblem(config, error)} ${remedy}`);
  }
  const { onAppChange, appOrigins = [] } = config as SandboxConfig;
  const wrong = appOrigins.find((origin) => !isOrigin(origin));
  if (wrong !== undefined)
    throw new TypeError(
      `startSandbox: appOrigins must have scheme, host and port only, such as "http://localhost:5173", not ${written(wrong)}. ${remedy}`,
    );
  if (onAppChange !== undefined && typeof onAppChange !== 'function')
    throw new TypeError(`startSandbox: onAppChange must be a function. ${remedy}`);
}

/** Checks what a program without types passes to `addFault`. @throws {TypeError} naming the field */
export function requireFault(fault: unknown): asserts fault is FaultInput {
  const problem = isFault(fault) ? wrongField(fault) : faultProblem(isFault.errors);
  if (problem === undefined) return;
  const remedy =
    "Call it as addFault({ effect: { type: 'status', status: 503 }, count: 1 }); FaultInput describes it.";
  throw new TypeError(`addFault: ${problem.replace(/^body\//, '').replace(/\.?$/, '.')} ${remedy}`);
}

function isOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, origin: own } = new URL(origin);
  return /^https?:$/.test(protocol) && [own, `${own}/`].includes(origin);
}

function optionProblem(config: unknown, error: ErrorObject | undefined): string {
  if (!isRecord(config) || error === undefined) return 'the options must be an object.';
  if (error.keyword === 'additionalProperties') return `${unknownMember(error)}.`;
  const path = error.instancePath.slice(1);
  const option = path.split('/')[0] ?? '';
  const { description } =
    (OPTIONS as Readonly<Record<string, { readonly description?: string }>>)[option] ?? {};
  return `${path} must be ${path === option ? '' : 'valid: '}${description ?? ''}, not ${written(error.data)}.`;
}

function faultProblem(errors: readonly ErrorObject[] | null | undefined): string {
  const error = errors?.at(-1);
  if (error === undefined || (error.instancePath === '' && error.keyword === 'type'))
    return 'the fault must be an object';
  const path = error.instancePath.slice(1);
  const member = (name: string): string => (path === '' ? name : `${path}/${name}`);
  switch (error.keyword) {
    case 'required':
      return `${member(String(error.params['missingProperty']))} is missing`;
    case 'additionalProperties':
      return unknownMember(error);
    case 'discriminator':
      return `effect/type must be one of ${effectTypes().join(', ')}, not ${written(error.params['tagValue'])}`;
    default:
      return `${path} ${error.message ?? 'is wrong'}, not ${written(error.data)}`;
  }
}

function unknownMember({ instancePath, params, parentSchema }: ErrorObject): string {
  const name = String(params['additionalProperty']);
  const known = Object.keys((parentSchema?.['properties'] ?? {}) as object);
  const similar = mostSimilar(name, known);
  const hint = similar === undefined ? `known are ${known.join(', ')}` : `is “${similar}” meant?`;
  return `“${[...instancePath.slice(1).split('/'), name].filter(Boolean).join('/')}” is not known; ${hint}`;
}

function effectTypes(): readonly string[] {
  const effects: readonly object[] = faultBody.properties.effect.oneOf;
  return effects.flatMap((effect) => {
    const type = (effect as { readonly properties: { readonly type: { readonly const: string } } }).properties
      .type;
    return [type.const];
  });
}

function written(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value);
}
