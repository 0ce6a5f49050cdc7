/** A text of Qlik's language with the power of its outermost operator, for brackets only where they are needed. */
export interface Text {
  readonly text: string;
  readonly power: number;
}

const POWERS = { '+': 1, '-': 1, '*': 2, '/': 2 } as const;

/** A binary operator of sets or of numbers. */
export type Operator = keyof typeof POWERS;

/** The power of a unary operator. */
export const COMPLEMENT_POWER = 3;

/** Returns a text, in brackets if its outermost operator has less than a power. */
export function bracketed({ text, power }: Text, least: number): string {
  return power < least ? `(${text})` : text;
}

/** Writes a binary operation; operators of the same power are evaluated from left to right. */
export function binaryText(operator: Operator, left: Text, right: Text): Text {
  const power = POWERS[operator];
  return { text: `${bracketed(left, power)} ${operator} ${bracketed(right, power + 1)}`, power };
}
