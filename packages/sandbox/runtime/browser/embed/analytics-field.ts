import type { stardust } from '@nebula.js/stardust';
import type { Field } from '@qlik/api/qix';
import type { MountedUi, UiRequest } from './mounted-ui.ts';
import { messageOf } from './open-app.ts';
import { EmbedError, requiredTextProp, textProp, type EmbedProps } from './props.ts';

/** `ui="analytics/field"`: a list of a field's values, by `field-id` or by a master dimension's `library-id`. */
export async function mountField({ element, props, app, nebula }: UiRequest): Promise<MountedUi> {
  const libraryId = textProp(props, 'libraryId');
  const fieldName = libraryId ? await libraryField(libraryId, app.doc) : requiredTextProp(props, 'fieldId');
  const field = await existingField(fieldName, app.doc);
  const listbox = await nebula.field(libraryId ? { qLibraryId: libraryId, type: 'dimension' } : fieldName);
  await listbox.mount(element, listboxOptions(props));
  return {
    refApi: {
      getDoc: () => Promise.resolve(app.doc),
      getField: () => (field ? Promise.resolve(field) : app.doc.getField(fieldName)),
    },
    destroy: async () => {
      listbox.unmount();
    },
  };
}

/** The field behind the name; undefined for expressions, which are no fields. */
async function existingField(name: string, doc: UiRequest['app']['doc']): Promise<Field | undefined> {
  if (name.startsWith('=')) return undefined;
  try {
    return await doc.getField(name.replace(/^\[(.*)\]$/, '$1'));
  } catch (error) {
    throw fieldNotFound(`There is no field "${name}" in this app: ${messageOf(error)}`, error);
  }
}

async function libraryField(libraryId: string, doc: UiRequest['app']['doc']): Promise<string> {
  try {
    const dimension = await doc.getDimension(libraryId);
    const { qDim } = await dimension.getProperties();
    const definition = qDim?.qFieldDefs?.[0];
    if (definition) return definition;
  } catch (error) {
    throw fieldNotFound(
      `There is no master dimension "${libraryId}" in this app: ${messageOf(error)}`,
      error,
    );
  }
  throw fieldNotFound(`Master dimension "${libraryId}" has no field.`);
}

function fieldNotFound(message: string, cause?: unknown): EmbedError {
  return new EmbedError(
    'field-not-found',
    message,
    'Names of fields are case-sensitive; the data model of the app lists them.',
    { cause },
  );
}

type ListboxOptions = NonNullable<Parameters<stardust.FieldInstance['mount']>[1]>;

const TEXT_OPTIONS = [
  'title',
  'direction',
  'listLayout',
  'frequencyMode',
  'toolbarMode',
  'stateName',
] as const;
const BOOLEAN_OPTIONS = ['histogram', 'showLock', 'toolbar', 'checkboxes', 'dense', 'search'] as const;

/** Options of nebula's listbox, given as attributes: `title`, `list-layout`, `dense:boolean="true"`, … */
function listboxOptions(props: EmbedProps): ListboxOptions {
  const options: Record<string, unknown> = {};
  for (const name of TEXT_OPTIONS) {
    const text = textProp(props, name);
    if (text !== undefined) options[name] = text;
  }
  for (const name of BOOLEAN_OPTIONS) {
    const value = props[name];
    if (value === true || value === 'true') options[name] = true;
    else if (value === false || value === 'false') options[name] = false;
    else if (name === 'search' && value === 'toggle') options[name] = value;
  }
  return options;
}
