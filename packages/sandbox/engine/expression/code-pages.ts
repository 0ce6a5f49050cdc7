import type { Value } from './value.ts';

/** Characters by their byte in code page 1252, the standard one of Windows. */
const WINDOWS_1252 = new TextDecoder('windows-1252');

const BYTES = new Map(
  Array.from({ length: 256 }, (_, byte) => [WINDOWS_1252.decode(Uint8Array.of(byte)), byte] as const),
);

/** Encodings by the numbers of Windows that are no `windows-…` encodings. */
const CODE_PAGES: Readonly<Record<number, string>> = {
  437: 'ibm437',
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  20866: 'koi8-r',
  21866: 'koi8-u',
  28591: 'iso-8859-1',
  28592: 'iso-8859-2',
  28595: 'iso-8859-5',
  28597: 'iso-8859-7',
  28605: 'iso-8859-15',
  65001: 'utf-8',
};

/** Reads the bytes of a text, which was read by the standard code page, by another code page; null for an unknown one. */
export function applyCodePage(text: string, page: number): Value {
  const encoding = CODE_PAGES[page] ?? `windows-${page}`;
  const decoder = decoderOf(encoding);
  if (!decoder) return null;
  const bytes = [...text].map((character) => BYTES.get(character) ?? 0x3f);
  return decoder.decode(Uint8Array.from(bytes));
}

function decoderOf(encoding: string): { decode(bytes: Uint8Array): string } | undefined {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    // A RangeError is how the decoder says that it does not know the encoding.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
