import type { AppLists } from '../app-lists';
import type { BrokenExample, EmbedInput } from '../embed-ui';

/** Input of embeds of one object of the app. */
export const OBJECT: EmbedInput = {
  name: 'objectId',
  attribute: 'object-id',
  label: 'Object',
  control: { kind: 'choice', list: 'objects', isRequired: true },
};

/** Returns the initial value of {@link OBJECT}: the first bar chart; without one, the first object. */
export function initialObject({ objects }: AppLists): string | undefined {
  return (objects.find(({ label }) => /bar chart/i.test(label)) ?? objects[0])?.value;
}

export const NO_SUCH_OBJECT: BrokenExample = {
  label: 'An object that does not exist',
  values: { objectId: 'no-such-object' },
};
