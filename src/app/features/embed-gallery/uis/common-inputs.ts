import type { EmbedInput } from '../embed-ui';

/** Input of all embeds except frames. */
export const THEME: EmbedInput = {
  name: 'theme',
  attribute: 'theme',
  label: 'Theme',
  control: { kind: 'choice', list: 'themes' },
};

export const LANGUAGE: EmbedInput = {
  name: 'language',
  attribute: 'language',
  label: 'Language',
  control: { kind: 'choice', list: 'languages' },
};

const CONTEXT: EmbedInput = {
  name: 'context',
  attribute: 'context:json',
  label: 'Constraints',
  control: { kind: 'interactions' },
};

/** Input of all embeds. */
const LABEL: EmbedInput = {
  name: 'label',
  attribute: undefined,
  label: 'Name for assistive technology',
  control: { kind: 'text', hint: 'Of the group, and of its iframe' },
};

/** Inputs of all embeds, which matter most for those of Qlik’s own client. */
export const FRAME: readonly EmbedInput[] = [
  {
    name: 'isFramed',
    attribute: 'iframe',
    label: 'In a frame',
    control: { kind: 'toggle', isOnByDefault: true },
  },
  {
    name: 'framePath',
    attribute: 'iframe-path',
    label: 'Page in the frame',
    control: { kind: 'text', hint: 'Path of a page of the tenant' },
  },
];

/** Name of an alternate state. */
export const STATE_NAME: EmbedInput = {
  name: 'stateName',
  attribute: 'state-name',
  label: 'Alternate state',
  control: { kind: 'text', hint: 'Its name in the app' },
};

/** Input of charts and sheets. */
export const PREVIEW: EmbedInput = {
  name: 'isPreview',
  attribute: 'preview',
  label: 'As in Qlik’s own client (Qlik Cloud)',
  control: { kind: 'toggle' },
};

/** Inputs of all embeds of an app. */
export const COMMON_INPUTS: readonly EmbedInput[] = [THEME, LANGUAGE, CONTEXT, LABEL];
