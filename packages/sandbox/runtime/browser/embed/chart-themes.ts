import type { stardust } from '@nebula.js/stardust';
import { isRecord } from '../../../json/is-record.ts';

/** The colors of a theme; the other settings are nebula's own. */
interface ThemeColors {
  readonly type: 'light' | 'dark';
  readonly background: string;
  readonly title: string;
  readonly text: string;
  readonly axis: string;
  readonly grid: string;
  readonly gridMinor: string;
}

const LIGHT: ThemeColors = {
  type: 'light',
  background: '#ffffff',
  title: '#404040',
  text: '#595959',
  axis: '#b3b3b3',
  grid: '#d9d9d9',
  gridMinor: '#ececec',
};

const DARK: ThemeColors = {
  type: 'dark',
  background: '#262626',
  title: '#f2f2f2',
  text: '#d9d9d9',
  axis: '#737373',
  grid: '#4d4d4d',
  gridMinor: '#3a3a3a',
};

/**
 * Themes by the names Qlik gives its own. Without lines and grid in the theme, charts use the text's color for them: nebula resolves a style from the inside out and ends at `color`.
 */
export const CHART_THEMES: stardust.ThemeInfo[] = [
  ...['light', 'horizon', 'sense', 'breeze', 'card', 'classic', 'focus'].map((id) => theme(id, LIGHT)),
  theme('dark', DARK),
];

/** A theme of the tenant, with Qlik's own values where it says nothing. */
export function withDefaults(theme: Readonly<Record<string, unknown>>): stardust.ThemeJSON {
  const defaults = themeDefinition(theme['type'] === 'dark' ? DARK : LIGHT);
  const object = isRecord(theme['object']) ? theme['object'] : {};
  return { ...defaults, ...theme, object: { ...defaults.object, ...object } };
}

function theme(id: string, look: ThemeColors): stardust.ThemeInfo {
  return { id, load: () => Promise.resolve(themeDefinition(look)) };
}

/** In the form of a Qlik theme's JSON file. */
function themeDefinition(look: ThemeColors) {
  const { type, background, title, text, axis, grid, gridMinor } = look;
  return {
    type,
    color: text,
    backgroundColor: background,
    object: {
      title: { main: { color: title }, subTitle: { color: text }, footer: { color: text } },
      axis: {
        title: { color: text },
        label: { name: { color: text } },
        line: { major: { color: axis }, minor: { color: gridMinor } },
      },
      grid: { line: { highContrast: { color: axis }, major: { color: grid }, minor: { color: gridMinor } } },
      label: { value: { color: text } },
      legend: { title: { color: title }, label: { color: text } },
      referenceLine: { label: { name: { color: text } } },
      listBox: {
        backgroundColor: background,
        title: { main: { color: title } },
        content: { color: title },
      },
    },
  };
}
