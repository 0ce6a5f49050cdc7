import { QlikFieldComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS, STATE_NAME } from './common-inputs';

/** The values of a field. */
export const FIELD_UI: EmbedUi = {
  id: 'field',
  title: 'Field',
  ui: 'analytics/field',
  selector: 'qlik-field',
  componentName: 'QlikFieldComponent',
  component: QlikFieldComponent,
  isOnIndex: true,
  picture: 'list',
  purpose: 'The values of a field or a master dimension as a list, to search and to select from.',
  useWhen: 'Your page needs a filter of its own, beside or without Qlik’s charts.',
  inputs: [
    {
      name: 'fieldId',
      attribute: 'field-id',
      label: 'Field',
      control: { kind: 'choice', list: 'fields' },
    },
    {
      name: 'libraryId',
      attribute: 'library-id',
      label: 'Master dimension',
      control: { kind: 'choice', list: 'masterDimensions' },
    },
    {
      name: 'libraryType',
      attribute: 'type',
      label: 'Kind of that master item',
      control: { kind: 'choice', list: 'libraryTypes' },
    },
    {
      name: 'heading',
      attribute: 'title',
      label: 'Heading',
      control: { kind: 'text', hint: 'In place of the field’s name' },
    },
    {
      name: 'isDense',
      attribute: 'dense:boolean',
      label: 'Rows close together',
      control: { kind: 'toggle' },
    },
    {
      name: 'listLayout',
      attribute: 'list-layout',
      label: 'Order of the values',
      control: { kind: 'choice', list: 'listLayouts' },
    },
    {
      name: 'direction',
      attribute: 'direction',
      label: 'Direction of the texts',
      control: { kind: 'choice', list: 'directions' },
    },
    {
      name: 'frequencyMode',
      attribute: 'frequency-mode',
      label: 'Occurrences',
      control: { kind: 'choice', list: 'frequencyModes' },
    },
    {
      name: 'hasHistogram',
      attribute: 'histogram:boolean',
      label: 'Bars for occurrences',
      control: { kind: 'toggle' },
    },
    {
      name: 'hasCheckboxes',
      attribute: 'checkboxes:boolean',
      label: 'Checkboxes',
      control: { kind: 'toggle' },
    },
    {
      name: 'search',
      attribute: 'search',
      label: 'Search field',
      control: { kind: 'choice', list: 'searchFields' },
    },
    {
      name: 'hasToolbar',
      attribute: 'toolbar:boolean',
      label: 'Tools for selections',
      control: { kind: 'toggle', isOnByDefault: true },
    },
    {
      name: 'toolbarMode',
      attribute: 'toolbar-mode',
      label: 'Place of the tools',
      control: { kind: 'choice', list: 'toolbarModes' },
    },
    {
      name: 'hasLock',
      attribute: 'show-lock:boolean',
      label: 'Lock',
      control: { kind: 'toggle' },
    },
    STATE_NAME,
    ...COMMON_INPUTS,
  ],
  initialValues: ({ fields }) => ({ fieldId: fields[0]?.value, hasToolbar: true }),
  brokenExamples: [
    { label: 'A field that does not exist', values: { fieldId: 'No such field', libraryId: undefined } },
  ],
};
