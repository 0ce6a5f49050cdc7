import type { FieldSelection } from 'ngx-qlik/qix';

const TEXTS_SHOWN = 3;

/** Returns the selected values of a field: up to three by name, more as a count. */
export function describeSelection({ texts, count, total }: FieldSelection): string {
  return texts.length === count && count <= TEXTS_SHOWN ? texts.join(', ') : `${count} of ${total}`;
}
