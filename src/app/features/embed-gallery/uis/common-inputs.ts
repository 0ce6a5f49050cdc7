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

/** Input of charts and sheets. */
export const PREVIEW: EmbedInput = {
  name: 'isPreview',
  attribute: 'preview',
  label: 'As in Qlik’s own client (Qlik Cloud)',
  control: { kind: 'toggle' },
};

/** Inputs of all embeds of an app. */
export const COMMON_INPUTS: readonly EmbedInput[] = [THEME, LANGUAGE, CONTEXT];
