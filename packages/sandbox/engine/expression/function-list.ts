import { functionCatalog, groupTitles, type CatalogEntry } from './function-catalog.ts';
import { REFUSED_FUNCTIONS } from './refused-functions.ts';

/** Markers of the list in the engine's README. */
const BEGIN = '<!-- functions: written by expression/write-function-list.ts -->';
const END = '<!-- /functions -->';

/** Returns the list of functions in Markdown: a line per group, then those that are refused or missing. */
function functionList(): string {
  const catalog = functionCatalog();
  const supported = catalog.filter(({ isSupported }) => isSupported);
  const titles = groupTitles();
  const lines = [...titles].flatMap(([group, title]) => {
    const own = catalog.filter((entry) => entry.group === group);
    const known = own.filter(({ isSupported }) => isSupported);
    return known.length === 0 ? [] : [`- **${title}** (${known.length} of ${own.length}): ${namesOf(known)}`];
  });
  const missing = catalog.filter(({ isSupported, reason }) => !isSupported && reason === undefined);
  return [
    `${supported.length} of ${catalog.length} functions are supported.`,
    '',
    ...lines,
    '',
    'An expression with one of these functions is an error that says why:',
    '',
    ...refusals(),
    ...(missing.length > 0 ? [`- Missing: ${namesOf(missing)}`] : []),
  ].join('\n');
}

function refusals(): string[] {
  const byReason = new Map<string, string[]>();
  for (const [name, reason] of REFUSED_FUNCTIONS)
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  return [...byReason].map(([reason, names]) => `- ${names.join(', ')}: ${reason}`);
}

function namesOf(entries: readonly CatalogEntry[]): string {
  return entries.map(({ name }) => name).join(', ');
}

/**
 * Returns a README with the current list.
 * @throws {RangeError} when the README lacks the markers
 */
export function withFunctionList(readme: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError('The README has no markers for the list of functions.');
  return `${readme.slice(0, from)}${BEGIN}\n\n${functionList()}\n\n${readme.slice(to)}`;
}
