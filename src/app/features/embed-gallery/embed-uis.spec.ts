import { type ComponentMirror, reflectComponentType, type Type } from '@angular/core';
import * as embed from 'ngx-qlik/embed';
import { EMBED_UIS } from './embed-uis';

/** Inputs that the page itself sets. */
const OF_THE_PAGE = ['connectionId', 'appId'];
/** Inputs of all embeds, or of all embeds of an app, which one page shows for the others. */
const SHOWN_ONCE = ['label', 'isFramed', 'framePath', 'identity', 'initialState'];

const components = Object.values(embed).flatMap((exported): readonly ComponentMirror<unknown>[] => {
  const mirror =
    typeof exported === 'function' ? reflectComponentType(exported as unknown as Type<unknown>) : null;
  return mirror ? [mirror] : [];
});

describe('the UIs of the gallery', () => {
  it('are all components of the library', () => {
    expect(components.length).toBeGreaterThan(10);
    const shown = new Set(EMBED_UIS.map(({ selector }) => selector));
    expect(components.map(({ selector }) => selector).filter((each) => !shown.has(each))).toEqual([]);
  });

  for (const { selector, inputs } of components)
    it(`have a control for each input of ${selector}`, () => {
      const pages = EMBED_UIS.filter((ui) => ui.selector === selector);
      const shown = new Set(pages.flatMap((ui) => ui.inputs.map(({ name }) => name)));
      const missing = inputs
        .map(({ templateName }) => templateName)
        .filter((name) => !shown.has(name) && !OF_THE_PAGE.includes(name) && !SHOWN_ONCE.includes(name));
      expect(missing).toEqual([]);
    });

  it('show what all embeds have', () => {
    const shown = new Set(EMBED_UIS.flatMap(({ inputs }) => inputs.map(({ name }) => name)));
    expect(SHOWN_ONCE.filter((name) => !shown.has(name))).toEqual([]);
  });
});
