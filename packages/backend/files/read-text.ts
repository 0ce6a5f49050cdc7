import { readFileSync } from 'node:fs';

/**
 * The text of a file, without its byte order mark.
 * @param file path, or a descriptor such as that of standard input
 * @throws the system's error when the file cannot be read
 */
export function readText(file: string | number): string {
  return decodeText(readFileSync(file));
}

/**
 * The text of these bytes, without a byte order mark: UTF-8, or UTF-16 with a byte order mark, as Windows editors and PowerShell write it.
 * Source: WHATWG Encoding Standard, "BOM sniff".
 */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
