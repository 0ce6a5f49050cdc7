import { isRecord } from '../../json/is-record';
import type { EmbedUi, EmbedValues } from './embed-ui';

type Inputs = Pick<EmbedUi, 'inputs'>;

/** The user's theme, if one is chosen, and the application's colors. */
interface Colors {
  readonly theme: string | undefined;
  readonly isDark: boolean;
}

/**
 * Returns the initial values of a UI with those for colors: the user's theme, or as dark as the application. A UI whose attributes are one
 * value has them there.
 */
export function withInitialColors({ inputs }: Inputs, values: EmbedValues, colors: Colors): EmbedValues {
  const has = (name: string) => inputs.some((each) => each.name === name);
  const theme = colors.theme ?? (colors.isDark ? 'dark' : undefined);
  const { attributes } = values;
  return {
    ...(has('theme') && theme !== undefined ? { theme } : {}),
    ...(has('appearance') && colors.isDark ? { appearance: 'qlik-dark' } : {}),
    ...values,
    ...(isRecord(attributes) && theme !== undefined ? { attributes: { ...attributes, theme } } : {}),
  };
}

/** Whether a UI is drawn in dark colors by its values. One without a value for colors is taken to be as the application. */
export function isDrawnDark({ inputs }: Inputs, values: EmbedValues, isDark: boolean): boolean {
  if (!inputs.some(({ name }) => ['theme', 'appearance', 'attributes'].includes(name))) return isDark;
  const { theme, appearance, attributes } = values;
  const named = isRecord(attributes) ? attributes : {};
  return [theme, named['theme']].includes('dark') || [appearance, named['appearance']].includes('qlik-dark');
}
