import { decoderOf, encodingOf, WINDOWS_1252 } from '../../apps/file-encoding.ts';
import type { Value } from './value.ts';

/** The bytes of code page 1252 by their characters. */
const BYTES = new Map(
  Array.from({ length: 256 }, (_, byte) => [WINDOWS_1252.decode(Uint8Array.of(byte)), byte] as const),
);

/** Reads the bytes of a text, which was read by the standard code page, by another code page; null for an unknown one. */
export function applyCodePage(text: string, page: number): Value {
  const decoder = decoderOf(encodingOf(page));
  if (!decoder) return null;
  const bytes = [...text].map((character) => BYTES.get(character) ?? 0x3f);
  return decoder.decode(Uint8Array.from(bytes));
}
