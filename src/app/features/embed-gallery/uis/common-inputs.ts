import type { EmbedInput } from '../embed-ui';

const THEME: EmbedInput = {
  name: 'theme',
  attribute: 'theme',
  label: 'Theme',
  control: { kind: 'choice', list: 'themes' },
};

const LANGUAGE: EmbedInput = {
  name: 'language',
  attribute: 'language',
  label: 'Language',
  control: { kind: 'choice', list: 'languages' },
};

/** Inputs of all embeds. Qlik's element reads the context of charts by another name than that of all others. */
export function commonInputs(contextAttribute: 'context' | 'context:json'): readonly EmbedInput[] {
  const context: EmbedInput = {
    name: 'context',
    attribute: contextAttribute,
    label: 'Constraints',
    control: { kind: 'interactions' },
  };
  return [THEME, LANGUAGE, context];
}
