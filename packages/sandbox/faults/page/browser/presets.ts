import { element } from './dom.ts';
import type { Preset } from './operator.ts';

/** Renders a button for each preset, by group. @returns a function that enables the presets of a platform */
export function presetButtons(
  parent: HTMLElement,
  presets: readonly Preset[],
  press: (preset: Preset) => void,
): (platform: string) => void {
  const buttons = presets.map((preset) => ({
    preset,
    button: element(
      'button',
      { type: 'button', className: 'preset', onclick: () => press(preset) },
      element('strong', { textContent: preset.title }),
      element('span', { className: 'quiet', textContent: preset.description }),
    ),
  }));
  const groups = [...new Set(presets.map(({ group }) => group))];
  parent.replaceChildren(
    ...groups.map((group) =>
      element(
        'fieldset',
        {},
        element('legend', { textContent: group }),
        element(
          'div',
          { className: 'preset-group' },
          ...buttons.filter(({ preset }) => preset.group === group).map(({ button }) => button),
        ),
      ),
    ),
  );
  return (platform) => {
    for (const { preset, button } of buttons) {
      const fits = preset.platforms.includes(platform);
      button.disabled = !fits;
      button.title = fits ? preset.id : `For ${preset.platforms.join(' and ')} only`;
    }
  };
}
