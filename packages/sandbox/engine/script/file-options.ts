import type { TokenStream } from '../expression/token-stream.ts';
import type { FileOptions } from './load-statement.ts';

/**
 * Parses `(txt, utf8, embedded labels, delimiter is ',', header is 2 lines)`. Without options, the defaults follow from the file
 * extension; an inline table has an empty path.
 * @throws {ExpressionError} for an unsupported option
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
      // The second word is "labels"; "quotes" and "eof" have no effect in this engine.
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
      return stream.refuse(`the file option "${word}" is not supported`);
  }
}
