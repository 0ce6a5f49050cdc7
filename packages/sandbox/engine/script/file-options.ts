import { encodingOf } from '../../apps/file-encoding.ts';
import type { TokenStream } from '../expression/token-stream.ts';
import type { FileOptions } from './load-statement.ts';

/** Code pages by their words: those of Windows, of DOS and of the Macintosh in Western Europe. */
const NAMED_CODE_PAGES = { utf8: 65_001, unicode: 1200, ansi: 1252, oem: 437, mac: 10_000 } as const;

/**
 * Parses `(txt, utf8, embedded labels, delimiter is ',', header is 2 lines)`. Without options, the defaults follow from the file
 * extension; an inline table has an empty path.
 * @throws {ExpressionError} for an unsupported option
 */
export function parseFileOptions(stream: TokenStream, path: string): FileOptions {
  const isJson = /\.json$/i.test(path);
  let options: FileOptions = {
    format: isJson ? 'json' : /\.qvd$/i.test(path) ? 'qvd' : 'delimited',
    delimiter: /\.(tsv|tab)$/i.test(path) ? '\t' : ',',
    hasLabels: path === '' || isJson,
    isLabelsGiven: false,
    headerLines: 0,
    quoting: 'standard',
    comment: undefined,
  };
  if (!stream.takeSymbol('(')) return options;
  while (!stream.takeSymbol(')')) {
    options = { ...options, ...readOption(stream) };
    if (!stream.takeSymbol(',') && !stream.isSymbol(')')) stream.fail('"," or ")" expected');
  }
  return options;
}

function readOption(stream: TokenStream): Partial<FileOptions> {
  const word = stream.take().text.toLowerCase();
  switch (word) {
    case 'txt':
      return { format: 'delimited' };
    case 'msq':
      return { quoting: 'msq' };
    case 'utf8':
    case 'unicode':
    case 'ansi':
    case 'oem':
    case 'mac':
      return { encoding: encodingOf(NAMED_CODE_PAGES[word]) };
    case 'json':
      return { format: 'json', hasLabels: true };
    case 'qvd':
      return { format: 'qvd', hasLabels: true };
    case 'codepage':
      expectIs(stream);
      return { encoding: encodingOf(readCodePage(stream)) };
    case 'embedded':
    case 'explicit':
      if (!stream.takeWord('labels')) stream.fail('"labels" expected');
      return { hasLabels: word === 'embedded', isLabelsGiven: true };
    case 'no':
      return readAbsence(stream);
    case 'delimiter': {
      expectIs(stream);
      const delimiter = stream.take().text;
      return {
        delimiter:
          { spaces: 'spaces', tab: '\t', '\\t': '\t', '\\\\': '\\' }[delimiter.toLowerCase()] ?? delimiter,
      };
    }
    case 'header':
      expectIs(stream);
      return { headerLines: readLines(stream) };
    case 'comment':
      expectIs(stream);
      return { comment: stream.take().text };
    default:
      return stream.refuse(`the file option "${word}" is not supported`);
  }
}

function readCodePage(stream: TokenStream): number {
  const page = Number(stream.take().text);
  return Number.isInteger(page) ? page : stream.refuse('a code page is a number');
}

function readAbsence(stream: TokenStream): Partial<FileOptions> {
  if (stream.takeWord('labels')) return { hasLabels: false, isLabelsGiven: true };
  if (stream.takeWord('quotes')) return { quoting: 'none' };
  // No character ends a file here.
  if (stream.takeWord('eof')) return {};
  return stream.fail('"labels", "quotes" or "eof" expected');
}

function readLines(stream: TokenStream): number {
  if (stream.takeWord('line')) return 1;
  const count = Number(stream.take().text);
  if (!Number.isInteger(count) || !(stream.takeWord('lines') || stream.takeWord('line')))
    stream.refuse('a header is a number of lines');
  return count;
}

function expectIs(stream: TokenStream): void {
  if (!stream.takeWord('is')) stream.fail('"is" expected');
}
