/** The selection in a field; `texts` is complete if its length is `count`. */
export interface RepeatedField {
  readonly field: string;
  readonly count: number;
  readonly texts: readonly string[];
}

/** The changes that give an app the selections of another. */
export interface Repetition {
  readonly clears: readonly string[];
  readonly selects: readonly { readonly field: string; readonly texts: readonly string[] }[];
  /** Fields whose values the engine lists in part only: they do not change. */
  readonly tooMany: readonly RepeatedField[];
}

/** Compares the selections of both apps and returns the differences. */
export function planRepetition(
  wanted: readonly RepeatedField[],
  present: readonly RepeatedField[],
): Repetition {
  const isWhole = ({ count, texts }: RepeatedField) => texts.length === count;
  const selects = wanted
    .filter(isWhole)
    .filter((each) => !present.some((other) => isSame(each, other)))
    .map(({ field, texts }) => ({ field, texts }));
  return {
    clears: present.map(({ field }) => field).filter((field) => !wanted.some((each) => each.field === field)),
    selects,
    tooMany: wanted.filter((each) => !isWhole(each)),
  };
}

function isSame(one: RepeatedField, other: RepeatedField): boolean {
  const key = ({ field, count, texts }: RepeatedField) => JSON.stringify([field, count, [...texts].sort()]);
  return key(one) === key(other);
}
