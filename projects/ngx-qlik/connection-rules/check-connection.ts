import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { AUTH_RULES } from './auth-rules';
import {
  checkFields,
  type FieldProblem,
  type FieldRule,
  type FieldRules,
  hostField,
  oneOfField,
  optionalField,
  textField,
} from './field-rules';

/** What a connection is checked against; nothing of it needs a page. */
export interface ConnectionRules {
  /** The fields of `auth`, by type: of the strategies that the application provides. Default: those of {@link AUTH_RULES}. */
  readonly authRules?: ReadonlyMap<string, FieldRules>;
  /** What `host` must be, by the type of `auth`; for other types the address of a server. Default: that of {@link AUTH_RULES}. */
  readonly hostRules?: ReadonlyMap<string, FieldRule>;
  /** Origin of the application. */
  readonly site: string;
}

const CONNECTION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const idField: FieldRule = (value) =>
  typeof value === 'string' && CONNECTION_ID.test(value)
    ? undefined
    : 'up to 64 letters, digits, "-" and "_", beginning with a letter or digit';

const objectField: FieldRule = (value) => (isRecord(value) ? undefined : 'an object');

const connectionRules = (hostRule: FieldRule): FieldRules => ({
  id: idField,
  label: textField,
  platform: oneOfField('cloud', 'client-managed'),
  host: hostRule,
  auth: objectField,
  runtime: optionalField(objectField),
});

const RUNTIME_RULES: FieldRules = {
  url: optionalField(hostField),
  bundled: optionalField((value) => (value === true ? undefined : 'true')),
};

const FIELDS = new Map(Object.entries(AUTH_RULES).map(([type, { fields }]) => [type, fields] as const));
const HOST_RULES = new Map(
  Object.entries(AUTH_RULES).flatMap(([type, { hostRule }]) => (hostRule ? [[type, hostRule] as const] : [])),
);

/** Everything that is wrong with the fields of one connection, in their order. Never throws. */
export function checkConnection(
  written: Readonly<Record<string, unknown>>,
  { authRules = FIELDS, hostRules = HOST_RULES, site }: ConnectionRules,
): readonly FieldProblem[] {
  const { auth, runtime } = written;
  const type = isRecord(auth) ? auth['type'] : undefined;
  const hostRule =
    (typeof type === 'string' ? hostRuleOf(type, authRules, hostRules) : undefined) ?? hostField;
  const problems: FieldProblem[] = [...checkFields(written, connectionRules(hostRule), { path: '', site })];
  if (isRecord(auth)) problems.push(...checkAuth(auth, authRules, site));
  if (isRecord(runtime)) problems.push(...checkRuntime(runtime, site));
  return problems;
}

/** What the host of a type is does not depend on whether the application provides the type. */
function hostRuleOf(
  type: string,
  authRules: ReadonlyMap<string, FieldRules>,
  hostRules: ReadonlyMap<string, FieldRule>,
): FieldRule | undefined {
  return (authRules.has(type) ? hostRules : HOST_RULES).get(type);
}

/** What is wrong with a connection whose id is another's too. */
export const DUPLICATE_ID: FieldProblem = {
  path: 'id',
  problem: 'is used twice; each id must be its own',
};

/** The ids that more than one connection of a list has, once each. */
export function findDuplicateIds(list: readonly unknown[]): readonly string[] {
  const ids = list
    .map((each) => (isRecord(each) ? each['id'] : undefined))
    .filter((each) => typeof each === 'string');
  return [...new Set(ids.filter((each, index) => ids.indexOf(each) !== index))];
}

function checkAuth(
  auth: Record<string, unknown>,
  rulesByType: ReadonlyMap<string, FieldRules>,
  site: string,
): readonly FieldProblem[] {
  const isKnownType = oneOfField(...rulesByType.keys());
  const rules = typeof auth['type'] === 'string' ? rulesByType.get(auth['type']) : undefined;
  return rules
    ? checkFields(auth, { type: isKnownType, ...rules }, { path: 'auth.', site })
    : checkFields({ type: auth['type'] }, { type: isKnownType }, { path: 'auth.', site });
}

function checkRuntime(runtime: Record<string, unknown>, site: string): readonly FieldProblem[] {
  const problems = checkFields(runtime, RUNTIME_RULES, { path: 'runtime.', site });
  if (runtime['url'] === undefined || runtime['bundled'] === undefined) return problems;
  return [...problems, { path: 'runtime', problem: 'has both "url" and "bundled"' }];
}
