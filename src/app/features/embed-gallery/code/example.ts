import type { QlikConnection } from 'ngx-qlik';
import type { EmbedUi, EmbedValue, EmbedValues } from '../embed-ui';

/** What is shown now: all that its code is written from. */
export interface Example {
  readonly ui: EmbedUi;
  readonly connection: Pick<QlikConnection, 'id' | 'host' | 'auth'>;
  /** None for a UI without an app. */
  readonly appId?: string | undefined;
  readonly values: EmbedValues;
}

/** The inputs that are set, in the order of the UI's own list. */
export function setInputs({ ui, values }: Pick<Example, 'ui' | 'values'>): readonly {
  readonly name: string;
  readonly attribute: string;
  readonly value: EmbedValue;
  /** Too long for a template. */
  readonly isLong: boolean;
}[] {
  return ui.inputs.flatMap(({ name, attribute, control }) => {
    const value = values[name];
    return value === undefined ? [] : [{ name, attribute, value, isLong: control.kind === 'json' }];
  });
}

/** A text as an attribute's value; between single quotes where it is full of double ones, as JSON is. */
export function quoted(text: string): string {
  if (text.includes('"') && !text.includes("'")) {
    return `'${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}'`;
  }
  return `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
}
