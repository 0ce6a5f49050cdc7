import { readFileSync } from 'node:fs';

/**
 * Returns the text of a file without its byte order mark: UTF-8, or UTF-16 with a byte order mark, as Windows editors and PowerShell
 * write it. The backend reads its files alike; neither package needs the other.
 * @throws the system's error when the file cannot be read
 */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  const [first, second] = bytes;
  const isLittleEndian = first === 0xff && second === 0xfe;
  const isBigEndian = first === 0xfe && second === 0xff;
  return new TextDecoder(isLittleEndian ? 'utf-16le' : isBigEndian ? 'utf-16be' : 'utf-8').decode(bytes);
}
