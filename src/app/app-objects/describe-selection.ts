import type { FieldSelection } from 'ngx-qlik/qix';

const TEXTS_SHOWN = 3;

/** What is selected in a field, in few words: a handful of values by name, more by their number. */
export function describeSelection({ texts, count, total }: FieldSelection): string {
  return texts.length === count && count <= TEXTS_SHOWN ? texts.join(', ') : `${count} of ${total}`;
}
