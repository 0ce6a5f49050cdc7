/** What is selected in a field; `texts` has all values only where there are as many as `count`. */
export interface RepeatedField {
  readonly field: string;
  readonly count: number;
  readonly texts: readonly string[];
}

/** What has to be done for an app to have the selections of another. */
export interface Repetition {
  readonly clears: readonly string[];
  readonly selects: readonly { readonly field: string; readonly texts: readonly string[] }[];
  /** Fields of which the engine names some values only: they stay as they are. */
  readonly tooMany: readonly RepeatedField[];
}

/** Compares what is wanted with what there is. Nothing is asked for that is so already. */
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
