import type { stardust } from '@nebula.js/stardust';
import { isRecord } from '../../../json/is-record.ts';
import { invokeFetch } from '../qlik-client.ts';
import { messageOf } from './open-app.ts';
import { textProp, type EmbedProps } from './props.ts';

/** Charts are drawn when their theme is there. */
const THEME_LIMIT_MS = 10_000;

/** Whether a theme is for a light or a dark page. */
export type ThemeType = 'light' | 'dark';

/** The colors of a theme; the other settings are nebula's own. */
interface ThemeColors {
  readonly type: ThemeType;
  readonly background: string;
  readonly title: string;
  readonly text: string;
  readonly axis: string;
  readonly grid: string;
  readonly gridMinor: string;
  /** Lines between the headings and the values of a pivot table. */
  readonly divider: string;
  /** Behind a cell of a pivot table that has no value. */
  readonly noValue: string;
  /** Values of lists, and what is searched in them. */
  readonly listValue: string;
}

const LIGHT: ThemeColors = {
  type: 'light',
  background: '#ffffff',
  title: '#404040',
  text: '#595959',
  axis: '#b3b3b3',
  grid: '#d9d9d9',
  gridMinor: '#ececec',
  divider: '#595959',
  noValue: '#f2f2f2',
  listValue: '#404040',
};

const DARK: ThemeColors = {
  type: 'dark',
  background: '#262626',
  title: '#f2f2f2',
  text: '#d9d9d9',
  axis: '#737373',
  grid: '#4d4d4d',
  gridMinor: '#3a3a3a',
  divider: '#a6a6a6',
  noValue: '#303030',
  // In place of an opaque color nebula writes the search in one that can be read on white, whatever is behind it.
  listValue: 'rgba(242, 242, 242, 0.99)',
};

/**
 * Themes by the names Qlik gives its own. Without lines and grid in the theme, charts use the text's color for them: nebula resolves a style from the inside out and ends at `color`.
 */
export const CHART_THEMES: stardust.ThemeInfo[] = [
  ...['light', 'horizon', 'sense', 'breeze', 'card', 'classic', 'focus'].map((id) => theme(id, LIGHT)),
  theme('dark', DARK),
];

function theme(id: string, look: ThemeColors): stardust.ThemeInfo {
  return { id, load: () => Promise.resolve(themeDefinition(look)) };
}

/** Names of the dark themes; those of the tenant once they were read. */
const darkThemes = new Set(['dark']);

/** Returns of which type an embed is, by its theme or the appearance of an assistant. */
export function themeTypeOf(props: EmbedProps): ThemeType {
  const { context } = props;
  const theme =
    (isRecord(context) ? textProp(context, 'theme') : undefined) ?? textProp(props, 'theme') ?? '';
  return darkThemes.has(theme) || props['appearance'] === 'qlik-dark' ? 'dark' : 'light';
}

/** Returns of which type the theme of a chart is. */
export function themeTypeOfChart(theme: stardust.Theme): ThemeType {
  return theme.getStyle('', '', 'type') === 'dark' ? 'dark' : 'light';
}

/**
 * Returns a theme of the tenant, by its id or the name of its file, over the colors of Qlik's own light or dark one. One that the tenant
 * does not have is a warning on the console, and the light one.
 */
export async function tenantTheme(
  hostConfig: EmbedProps['hostConfig'],
  id: string,
): Promise<stardust.ThemeJSON> {
  try {
    const { data } = await invokeFetch.invokeFetch('themes', {
      method: 'get',
      pathTemplate: '/api/v1/themes/{id}/file/{filepath}',
      pathVariables: { id, filepath: 'theme.json' },
      options: { timeoutMs: THEME_LIMIT_MS, ...(hostConfig && { hostConfig }) },
    });
    if (!isRecord(data)) throw new TypeError('Its theme.json is no object.');
    const isDark = data['type'] === 'dark';
    if (isDark) darkThemes.add(id);
    return merged(themeDefinition(isDark ? DARK : LIGHT), data);
  } catch (error) {
    console.warn(`qlik-embed: the tenant has no theme "${id}": ${messageOf(error)}`);
    return themeDefinition(LIGHT);
  }
}

/** Members of the second object over those of the first, at any depth. */
function merged(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(above).map(([name, value]): [string, unknown] => {
    const under = below[name];
    return [name, isRecord(under) && isRecord(value) ? merged(under, value) : value];
  });
  return { ...below, ...Object.fromEntries(entries) };
}

/** In the form of a Qlik theme's JSON file. */
function themeDefinition(look: ThemeColors): Record<string, unknown> {
  const { type, background, title, text, axis, grid, gridMinor, divider, noValue, listValue } = look;
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
      // Without it, Qlik's chart takes the colors of a light theme.
      pivotTableV2: {
        grid: { borderColor: grid, divider: { borderColor: divider } },
        null: { label: { value: { backgroundColor: noValue } } },
      },
      legend: { title: { color: title }, label: { color: text } },
      referenceLine: { label: { name: { color: text } } },
      listBox: {
        backgroundColor: background,
        title: { main: { color: title } },
        content: { color: listValue },
      },
    },
  };
}
