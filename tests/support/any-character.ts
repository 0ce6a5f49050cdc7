import fc from 'fast-check';

const FIRST_HALF = 0xd800;
/** Halves of pairs, which are no characters. */
const HALVES = 0x800;
const CHARACTERS = 0x10ffff + 1 - HALVES;

/**
 * Any character of Unicode, as `unit` of `fc.string()`. The strings are those of its unit `binary`, which builds a table of a million
 * characters first, in a second and a half of processor time for each program.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat(CHARACTERS - 1)
  .map(characterAt, (text) => numberOf(String(text)));

function characterAt(number: number): string {
  return String.fromCodePoint(number < FIRST_HALF ? number : number + HALVES);
}

/** @throws {Error} where the text is not one character, by which fast-check knows that the text does not come from here */
function numberOf(text: string): number {
  const code = text.codePointAt(0) ?? 0;
  const number = code < FIRST_HALF ? code : code - HALVES;
  if (number < 0 || characterAt(number) !== text) throw new Error('Not a single character.');
  return number;
}
