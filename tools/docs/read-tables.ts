/** The rows of all tables of a Markdown text, without their headers: each an object by the names of the columns. */
export function readTables(markdown: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  let names: string[] | undefined;
  for (const line of markdown.split('\n')) {
    if (!line.startsWith('|')) names = undefined;
    else if (/^\|[\s|:-]+\|$/.test(line)) continue;
    else {
      const cells = line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim());
      if (names === undefined) names = cells;
      else rows.push(Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
    }
  }
  return rows;
}

/** The targets of the links in a piece of a Markdown text, whose definitions (`[name]: target`) are anywhere in the whole. */
export function readLinks(piece: string, whole: string): string[] {
  const definitions = new Map(
    [...whole.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', to = '']): [string, string] => [
      name,
      to,
    ]),
  );
  return [...piece.matchAll(/\[([^\]]+)\](?:\(([^)]+)\)|(?!:))/g)].flatMap(([, name = '', target]) => {
    const to = target ?? definitions.get(name);
    return to === undefined ? [] : [to];
  });
}
