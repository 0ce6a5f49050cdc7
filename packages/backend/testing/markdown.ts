/**
 * Returns the rows of all tables below a heading of a Markdown text, up to the next heading: each an object by the names of the columns.
 * @throws {Error} when there is no such heading
 */
export function tablesBelow(markdown: string, heading: string): Record<string, string>[] {
  const [head, ...body] = sectionOf(markdown, heading)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) => line.slice(1, -1).split(/(?<!\\)\|/))
    .map((cells) => cells.map((cell) => cell.trim()));
  return body.map((cells) => Object.fromEntries((head ?? []).map((name, at) => [name, cells[at] ?? ''])));
}

/** Returns the text between a heading and the next one. @throws {Error} when there is no such heading */
export function sectionOf(markdown: string, heading: string): string {
  const [, section] = markdown.split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (section === undefined) throw new Error(`There is no heading "${heading}".`);
  return section.split(/^#+ /m)[0] ?? '';
}
