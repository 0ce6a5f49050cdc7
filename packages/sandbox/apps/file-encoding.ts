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

/** Returns a decoder, or `undefined` for an encoding that is not known. */
export function decoderOf(encoding: string): { decode(bytes: Uint8Array): string } | undefined {
  try {
    return new TextDecoder(encoding);
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
  const marked = MARKS.find((mark) => mark.bytes.every((byte, place) => bytes[place] === byte));
  const decoder = decoderOf(marked?.encoding ?? encoding);
  if (decoder) return decoder.decode(bytes);
  if (bytes.every((byte) => byte < 0x80)) return new TextDecoder().decode(bytes);
  throw new FileEncodingError(
    `it is in the encoding ${encoding}, which the sandbox does not know. Save it as UTF-8, and write utf8 in its format`,
  );
}
