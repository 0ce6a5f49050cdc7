import { supportedMethods } from '../engine/methods/registry.ts';
import { endpointsOf } from './endpoint-support.ts';
import { publishedEndpoints } from './endpoints.ts';
import { PARTLY_SUPPORTED } from './partly-supported.ts';
import { publishedMethods } from './qix-methods.ts';

const BEGIN = '<!-- support: written by published-types/write-support-tables.ts -->';
const END = '<!-- /support -->';

/** A group of calls: the methods of a type of handle, or the endpoints of a module. */
interface Group {
  readonly name: string;
  readonly all: readonly string[];
  readonly supported: readonly string[];
}

function groupsOf(
  all: readonly (readonly [string, string])[],
  supported: ReadonlySet<string>,
): readonly Group[] {
  const groups = new Map<string, string[]>();
  for (const [group, name] of all) groups.set(group, [...(groups.get(group) ?? []), name]);
  return [...groups].map(([name, names]) => ({
    name,
    all: names,
    supported: names.filter((own) => supported.has(`${name}.${own}`)),
  }));
}

function table(title: string, groups: readonly Group[]): string {
  const row = (name: string, { all, supported }: Omit<Group, 'name'>, partly: number): string => {
    const share = Math.floor((100 * supported.length) / Math.max(all.length, 1));
    return `| ${name} | ${all.length} | ${supported.length - partly} | ${partly} | ${all.length - supported.length} | ${share} % |`;
  };
  const partlyIn = ({ name, supported }: Group): number =>
    supported.filter((own) => PARTLY_SUPPORTED[`${name}.${own}`] !== undefined).length;
  const total = {
    all: groups.flatMap(({ all }) => all),
    supported: groups.flatMap(({ supported }) => supported),
  };
  const partly = groups.reduce((sum, group) => sum + partlyIn(group), 0);
  return [
    `| ${title} | published | supported | partly | not | share |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...groups.map((group) => row(group.name, group, partlyIn(group))),
    row('all', total, partly),
  ].join('\n');
}

function partlyList(groups: readonly Group[]): string {
  return groups
    .flatMap(({ name, supported }) => supported.map((own) => `${name}.${own}`))
    .flatMap((name) => {
      const reason = PARTLY_SUPPORTED[name];
      return reason === undefined
        ? []
        : [`- ${name.includes('/') ? `\`${name.replace(/^[^.]*\./, '')}\`` : name}: ${reason}`];
    })
    .join('\n');
}

/** Returns the methods of the engine in Markdown: counts by type of handle, and names. */
function methodSupport(): string {
  const supported = new Set(supportedMethods().map(({ type, name }) => `${type}.${name}`));
  const groups = groupsOf(
    publishedMethods().map(({ type, name }) => [type, name]),
    supported,
  );
  const names = groups.map(({ name, all, supported: own }) => {
    const not = all.filter((method) => !own.includes(method));
    return `- **${name}**: ${own.join(', ') || 'none'}.${not.length === 0 ? '' : ` Not: ${not.join(', ')}.`}`;
  });
  return [table('type', groups), 'Partly:', partlyList(groups), 'Names:', names.join('\n')].join('\n\n');
}

/** Returns the REST endpoints of a cloud tenant in Markdown. @param routes of the tenant */
function endpointSupport(routes: readonly string[]): string {
  const supported = endpointsOf(routes);
  const key = ({ method, path }: (typeof supported)[number]): string => `${method} ${path}`;
  const groups = groupsOf(
    publishedEndpoints().map((endpoint) => [endpoint.module, key(endpoint)]),
    new Set(supported.map((endpoint) => `${endpoint.module}.${key(endpoint)}`)),
  );
  const known = groups.filter((group) => group.supported.length > 0);
  const rest = groups.filter((group) => group.supported.length === 0);
  const others = {
    name: `${rest.length} other modules`,
    all: rest.flatMap(({ all }) => all),
    supported: [],
  };
  const names = known.map(
    ({ name, supported: own }) => `- **${name}**: ${own.map((path) => `\`${path}\``).join(', ')}`,
  );
  return [
    table('module', [...known, others]),
    'Partly:',
    partlyList(known),
    'Endpoints:',
    names.join('\n'),
  ].join('\n\n');
}

/** Returns the engine's README with the current methods. @throws {RangeError} without markers */
export function withMethodSupport(readme: string): string {
  return replaced(readme, methodSupport());
}

/** Returns the README of the cloud tenants with the current endpoints. @throws {RangeError} without markers */
export function withEndpointSupport(readme: string, routes: readonly string[]): string {
  return replaced(readme, endpointSupport(routes));
}

function replaced(readme: string, text: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError('The README has no markers for its tables.');
  return `${readme.slice(0, from)}${BEGIN}\n\n${text}\n\n${readme.slice(to)}`;
}
