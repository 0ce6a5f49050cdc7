import { supportedMethods } from './registry.ts';

/** Markers of the list in the engine's README. */
const METHOD_LIST_BEGIN = '<!-- methods: written by methods/write-method-list.ts -->';
const METHOD_LIST_END = '<!-- /methods -->';

/** Returns the list of supported methods in Markdown: one line per type of handle. */
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
 * Returns a README with the current list.
 * @throws {RangeError} when the README lacks the markers
 */
export function withMethodList(readme: string): string {
  const [from, to] = [readme.indexOf(METHOD_LIST_BEGIN), readme.indexOf(METHOD_LIST_END)];
  if (from < 0 || to < from) throw new RangeError('The README has no markers for the list of methods.');
  return `${readme.slice(0, from)}${METHOD_LIST_BEGIN}\n\n${methodList()}\n\n${readme.slice(to)}`;
}
