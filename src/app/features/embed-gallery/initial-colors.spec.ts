import { isDrawnDark, withInitialColors } from './initial-colors';
import { AGENTIC_ASSISTANT_UI } from './uis/agentic-assistant.ui';
import { ANY_UI } from './uis/any.ui';
import { CHART_UI } from './uis/chart.ui';
import { FEED_CARDS_UI } from './uis/feed-cards.ui';

const LIGHT = { theme: undefined, isDark: false };
const DARK = { theme: undefined, isDark: true };
const OWN = { theme: 'harbor', isDark: true };

describe('initial colors', () => {
  it('are those of the user’s theme, else as dark as the application', () => {
    const values = { objectId: 'x' };
    expect(withInitialColors(CHART_UI, values, LIGHT)).toEqual(values);
    expect(withInitialColors(CHART_UI, values, DARK)).toEqual({ ...values, theme: 'dark' });
    expect(withInitialColors(CHART_UI, values, OWN)).toEqual({ ...values, theme: 'harbor' });
  });

  it('are given to the inputs only that the UI has', () => {
    expect(withInitialColors(AGENTIC_ASSISTANT_UI, {}, OWN)).toEqual({ appearance: 'qlik-dark' });
    expect(withInitialColors(FEED_CARDS_UI, {}, OWN)).toEqual({});
  });

  it('are among the attributes of a UI by name', () => {
    const values = { ui: 'analytics/field', attributes: { 'field-id': 'Carrier' } };
    expect(withInitialColors(ANY_UI, values, LIGHT)).toEqual(values);
    expect(withInitialColors(ANY_UI, values, DARK)).toEqual({
      ui: 'analytics/field',
      attributes: { 'field-id': 'Carrier', theme: 'dark' },
    });
  });
});

describe('the canvas of a UI', () => {
  it('is dark where the values of the UI say so', () => {
    expect(isDrawnDark(CHART_UI, { theme: 'dark' }, false)).toBeTrue();
    expect(isDrawnDark(CHART_UI, { theme: 'card' }, true)).toBeFalse();
    expect(isDrawnDark(AGENTIC_ASSISTANT_UI, { appearance: 'qlik-dark' }, false)).toBeTrue();
    expect(isDrawnDark(ANY_UI, { attributes: { theme: 'dark' } }, false)).toBeTrue();
    expect(isDrawnDark(ANY_UI, { attributes: {} }, true)).toBeFalse();
  });

  it('is as the application where the UI has no colors to choose', () => {
    expect(isDrawnDark(FEED_CARDS_UI, {}, true)).toBeTrue();
    expect(isDrawnDark(FEED_CARDS_UI, {}, false)).toBeFalse();
  });
});
