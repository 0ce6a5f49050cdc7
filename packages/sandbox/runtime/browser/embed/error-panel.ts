import type { ThemeType } from './chart-themes.ts';
import { messageOf } from './open-app.ts';
import { EmbedError } from './props.ts';

const COLORS: Readonly<Record<ThemeType, { color: string; background: string; borderLeft: string }>> = {
  light: { color: '#5f1a12', background: '#fdf3f1', borderLeft: '4px solid #c1301c' },
  dark: { color: '#ffdad4', background: '#3b1f1b', borderLeft: '4px solid #ff8a75' },
};

/**
 * Shows an error in place of the embed. Tests and hosts find it as `[data-qlik-embed-error]`, whose value is the code.
 * Styled inline because the page's style policy may allow no style element.
 *
 * @param theme of the charts around it
 */
export function showError(element: HTMLElement, error: unknown, theme: ThemeType): void {
  const known = error instanceof EmbedError ? error : undefined;
  const panel = document.createElement('div');
  panel.setAttribute('role', 'alert');
  panel.dataset['qlikEmbedError'] = known?.code ?? 'render-failed';
  Object.assign(panel.style, {
    boxSizing: 'border-box',
    width: '100%',
    minHeight: '100%',
    overflow: 'auto',
    padding: '12px 16px',
    font: '14px/1.4 system-ui, sans-serif',
    ...COLORS[theme],
  });
  panel.append(paragraph(messageOf(error), '600'));
  if (known) panel.append(paragraph(known.remedy, '400'));
  element.replaceChildren(panel);
}

function paragraph(text: string, fontWeight: string): HTMLElement {
  const element = document.createElement('p');
  Object.assign(element.style, { margin: '0 0 4px', fontWeight });
  element.textContent = text;
  return element;
}
