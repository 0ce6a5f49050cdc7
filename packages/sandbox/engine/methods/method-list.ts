import { supportedMethods } from './registry.ts';

/** Where the list stands in the engine's README. */
const METHOD_LIST_BEGIN = '<!-- methods: written by methods/write-method-list.ts -->';
const METHOD_LIST_END = '<!-- /methods -->';

/** Every method that this engine answers, as the README has it: one line per type of handle. */
function methodList(): string {
  const byType = new Map<string, string[]>();
  for (const { type, name } of supportedMethods()) {
    const names = byType.get(type) ?? [];
    byType.set(type, names);
    names.push(name);
  }
  return [...byType]
    .map(([type, names]) => `- **${type}** (${names.length}): ${[...names].sort().join(', ')}`)
    .join('\n');
}

/**
 * A README with the list as it is now.
 * @throws {RangeError} when the README has no place for it
 */
export function withMethodList(readme: string): string {
  const [from, to] = [readme.indexOf(METHOD_LIST_BEGIN), readme.indexOf(METHOD_LIST_END)];
  if (from < 0 || to < from) throw new RangeError('The README has no place for the list of methods.');
  return `${readme.slice(0, from)}${METHOD_LIST_BEGIN}\n\n${methodList()}\n\n${readme.slice(to)}`;
}
