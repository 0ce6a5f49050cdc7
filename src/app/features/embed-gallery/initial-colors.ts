import type { EmbedUi, EmbedValues } from './embed-ui';

/** Returns the initial values of the inputs for colors that a UI has: the user's theme, or as dark as the application. */
export function initialColors(
  { inputs }: Pick<EmbedUi, 'inputs'>,
  { theme, isDark }: { readonly theme: string | undefined; readonly isDark: boolean },
): EmbedValues {
  const has = (name: string) => inputs.some((each) => each.name === name);
  const themeOrScheme = theme ?? (isDark ? 'dark' : undefined);
  return {
    ...(has('theme') && themeOrScheme !== undefined ? { theme: themeOrScheme } : {}),
    ...(has('appearance') && isDark ? { appearance: 'qlik-dark' } : {}),
  };
}
