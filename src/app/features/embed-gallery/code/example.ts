import type { QlikConnection } from 'ngx-qlik';
import type { EmbedInput, EmbedUi, EmbedValue, EmbedValues } from '../embed-ui';

/** The present example: the input of the code generators. */
export interface Example {
  readonly ui: EmbedUi;
  readonly connection: Pick<QlikConnection, 'id' | 'host' | 'auth'>;
  /** `undefined` for a UI without an app. */
  readonly appId?: string | undefined;
  readonly values: EmbedValues;
}

/** Returns the inputs with a value, in the order of the UI's inputs. */
export function setInputs({ ui, values }: Pick<Example, 'ui' | 'values'>): readonly {
  readonly name: string;
  readonly attribute: string | undefined;
  readonly element: EmbedInput['element'];
  readonly value: EmbedValue;
  /** Too long for a template. */
  readonly isLong: boolean;
}[] {
  return ui.inputs.flatMap(({ name, attribute, element, control }) => {
    const value = values[name];
    if (value === undefined) return [];
    return [{ name, attribute, element, value, isLong: control.kind === 'json' }];
  });
}

/** Returns a quoted attribute value; single quotes if it contains double quotes, as JSON does. */
export function quoted(text: string): string {
  if (text.includes('"') && !text.includes("'")) {
    return `'${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}'`;
  }
  return `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
}
