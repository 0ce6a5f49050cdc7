/** Encodings by the numbers of Windows that are no `windows-…` encodings. */
const CODE_PAGES: Readonly<Record<number, string>> = {
  437: 'ibm437',
  850: 'ibm850',
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  1201: 'utf-16be',
  10000: 'macintosh',
  20127: 'us-ascii',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  51932: 'euc-jp',
  51949: 'euc-kr',
  54936: 'gb18030',
  65001: 'utf-8',
};

/** The encoding of a code page of Windows, as `TextDecoder` names it. It can be one that `TextDecoder` does not know. */
export function encodingOf(page: number): string {
  // The numbers of the ISO 8859 family end with its part.
  const part = page - 28_590;
  return CODE_PAGES[page] ?? (part >= 1 && part <= 16 ? `iso-8859-${part}` : `windows-${page}`);
}

/** Reads bytes as a text. */
interface Decoder {
  decode(bytes: Uint8Array): string;
}

/** The letters of code page 1252 from 0x80 to 0x9F. Source: Encoding Standard, index-windows-1252.txt. */
const LETTERS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The standard code page of Windows. The `TextDecoder` of Node 20 reads it as Latin 1. */
export const WINDOWS_1252: Decoder = {
  decode: (bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\u0080-\u009f]/g, (letter) => LETTERS[letter.charCodeAt(0) - 0x80] ?? letter),
};

/** Returns a decoder, or `undefined` for an encoding that is not known. */
export function decoderOf(encoding: string): Decoder | undefined {
  try {
    const decoder = new TextDecoder(encoding);
    return decoder.encoding === 'windows-1252' ? WINDOWS_1252 : decoder;
  } catch (error) {
    // A RangeError is how the decoder says that it does not know the encoding.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The bytes of a file are no text that can be read. */
export class FileEncodingError extends Error {}

/** Marks at the beginning of files, and the encodings that they are of. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

/**
 * Returns the text of a file. Its mark at the beginning, if it has one, counts more than the encoding that is said.
 * @param encoding as {@link encodingOf} returns it; default: UTF-8
 * @throws {FileEncodingError} for other letters than those of ASCII in an encoding that is not known
 */
export function decodeFile(bytes: Uint8Array, encoding = 'utf-8'): string {
  const decoder = decoderOf(markOf(bytes) ?? encoding);
  if (decoder) return decoder.decode(bytes);
  if (bytes.every((byte) => byte < 0x80)) return new TextDecoder().decode(bytes);
  throw new FileEncodingError(
    `it is in the encoding ${encoding}, which the sandbox does not know. Save it as UTF-8, and write utf8 in its format`,
  );
}

/**
 * The encoding in which a file was read, if some of its bytes are no letters there: they are `�` in its text.
 * @param encoding as {@link decodeFile} takes it
 */
export function wrongEncodingOf(bytes: Uint8Array, encoding = 'utf-8'): string | undefined {
  const used = markOf(bytes) ?? encoding;
  try {
    new TextDecoder(used, { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    // This is how the decoder says so.
    return used;
  }
}

const markOf = (bytes: Uint8Array): string | undefined =>
  MARKS.find((mark) => mark.bytes.every((byte, place) => bytes[place] === byte))?.encoding;
