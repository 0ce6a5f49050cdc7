import { useEffect, useEmbed, useLayout, useMemo, useState } from '@nebula.js/stardust';
import { tabsOf, firstTab, type ContainedChart } from './children.ts';
import { clientChart } from './client-chart.ts';
import { drawInside } from './inner-charts.ts';

/** `container` and `sn-tabbed-container`: one chart at a time, and tabs where there are several. */
export default clientChart(({ element, options, theme }) => {
  const layout = useLayout() as unknown as Readonly<Record<string, unknown>>;
  const embed = useEmbed();
  const [chosen, choose] = useState<string>('');
  const { bar, body } = useMemo(() => frameIn(element), [element]);
  const tabs = tabsOf(layout);
  const active = tabs.some(({ id }) => id === chosen) ? chosen : firstTab(layout);
  const hasTabs = layout['showTabs'] !== false && tabs.length > 1;
  useEffect(() => {
    bar.hidden = !hasTabs;
    showTabs(bar, tabs, active, choose);
  }, [JSON.stringify(tabs), active, hasTabs]);
  useEffect(() => {
    if (active === undefined) {
      body.textContent = 'No chart of this container is shown now.';
      return undefined;
    }
    const box = document.createElement('div');
    Object.assign(box.style, { position: 'absolute', inset: '0' });
    body.replaceChildren(box);
    return drawInside(box, active, { embed, options, theme });
  }, [active, body, theme]);
});

function frameIn(element: HTMLElement): { readonly bar: HTMLElement; readonly body: HTMLElement } {
  const [bar, body] = [document.createElement('div'), document.createElement('div')];
  bar.setAttribute('role', 'tablist');
  Object.assign(element.style, { display: 'flex', flexDirection: 'column', height: '100%' });
  Object.assign(bar.style, { flex: 'none', overflowX: 'auto', whiteSpace: 'nowrap' });
  Object.assign(body.style, { position: 'relative', flex: '1', minHeight: '0' });
  element.replaceChildren(bar, body);
  return { bar, body };
}

function showTabs(
  bar: HTMLElement,
  tabs: readonly ContainedChart[],
  active: string | undefined,
  choose: (id: string) => void,
): void {
  const hadFocus = bar.contains(document.activeElement);
  const buttons = tabs.map(({ id, label }) => {
    const isActive = id === active;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-selected', String(isActive));
    button.tabIndex = isActive ? 0 : -1;
    Object.assign(button.style, {
      padding: '6px 12px',
      border: '0',
      borderBottom: `2px solid ${isActive ? 'currentColor' : 'transparent'}`,
      background: 'none',
      color: 'inherit',
      font: '13px "Source Sans Pro", Arial, sans-serif',
      cursor: 'pointer',
    });
    button.addEventListener('click', () => choose(id));
    return button;
  });
  // The keys of tabs, after the ARIA authoring practices.
  bar.onkeydown = ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const place = tabs.findIndex(({ id }) => id === active);
    const next = tabs[(place + step + tabs.length) % tabs.length];
    if (step !== 0 && next !== undefined) choose(next.id);
  };
  bar.replaceChildren(...buttons);
  if (hadFocus) buttons.find(({ tabIndex }) => tabIndex === 0)?.focus();
}
