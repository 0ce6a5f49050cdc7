import type { TokenStream } from '../expression/token-stream.ts';
import type { FileOptions } from './load-statement.ts';

/**
 * Reads `(txt, utf8, embedded labels, delimiter is ',', header is 2 lines)`; where there is none, what the path and an inline table go
 * without saying.
 * @throws {ExpressionError} for a format that this engine does not read
 */
export function parseFileOptions(stream: TokenStream, path: string): FileOptions {
  const isJson = /\.json$/i.test(path);
  let options: FileOptions = {
    format: isJson ? 'json' : 'delimited',
    delimiter: /\.(tsv|tab)$/i.test(path) ? '\t' : ',',
    hasLabels: path === '' || isJson,
    headerLines: 0,
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
    case 'utf8':
    case 'unicode':
    case 'ansi':
    case 'oem':
    case 'msq':
    case 'escape':
      return {};
    case 'json':
      return { format: 'json', hasLabels: true };
    case 'codepage':
      stream.takeWord('is');
      stream.take();
      return {};
    case 'embedded':
    case 'explicit':
    case 'no': {
      // The second word is "labels", or "quotes", "eof", which change nothing here.
      const what = stream.take().text.toLowerCase();
      return what === 'labels' ? { hasLabels: word === 'embedded' } : {};
    }
    case 'delimiter': {
      stream.takeWord('is');
      const delimiter = stream.take().text;
      return { delimiter: { spaces: ' ', tab: '\t' }[delimiter.toLowerCase()] ?? delimiter };
    }
    case 'header': {
      stream.takeWord('is');
      const headerLines = Number(stream.take().text);
      stream.takeWord('lines');
      return { headerLines };
    }
    default:
      return stream.refuse(`"${word}" is no option of a file that this engine reads`);
  }
}
