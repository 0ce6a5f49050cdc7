import { strFromU8, unzipSync } from 'fflate';

/** The cells of the first sheet of a workbook (`.xlsx`), by rows: numbers are numbers, all else is text. */
export function workbookCells(file: Uint8Array): readonly (readonly (string | number)[])[] {
  const parts = unzipSync(file);
  const xml = (name: string): string => (parts[name] === undefined ? '' : strFromU8(parts[name]));
  const shared = elements(xml('xl/sharedStrings.xml'), 'si').map(({ content }) => textIn(content));
  return elements(xml('xl/worksheets/sheet1.xml'), 'row').map(({ content }) =>
    elements(content, 'c').map(({ attributes, content: cell }) => {
      const [value] = elements(cell, 'v');
      if (/\bt="inlineStr"/.test(attributes)) return textIn(cell);
      if (/\bt="s"/.test(attributes)) return shared[Number(value?.content)] ?? '';
      return value === undefined ? '' : Number(value.content);
    }),
  );
}

interface Element {
  readonly attributes: string;
  readonly content: string;
}

/** Elements without elements of the same name inside. */
function elements(xml: string, name: string): readonly Element[] {
  const pattern = new RegExp(`<${name}(\\s[^>]*?)?(?:/>|>(.*?)</${name}>)`, 'gs');
  return Array.from(xml.matchAll(pattern), ([, attributes = '', content = '']) => ({ attributes, content }));
}

function textIn(xml: string): string {
  const text = elements(xml, 't')
    .map(({ content }) => content)
    .join('');
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
