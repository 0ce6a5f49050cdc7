import { initialColors } from './initial-colors';
import { AGENTIC_ASSISTANT_UI } from './uis/agentic-assistant.ui';
import { ANY_UI } from './uis/any.ui';
import { CHART_UI } from './uis/chart.ui';

describe('initialColors', () => {
  it('are those of the user’s theme, else as dark as the application', () => {
    expect(initialColors(CHART_UI, { theme: undefined, isDark: false })).toEqual({});
    expect(initialColors(CHART_UI, { theme: undefined, isDark: true })).toEqual({ theme: 'dark' });
    expect(initialColors(CHART_UI, { theme: 'harbor', isDark: true })).toEqual({ theme: 'harbor' });
  });

  it('are given to the inputs only that the UI has', () => {
    const colors = { theme: 'harbor', isDark: true };
    expect(initialColors(AGENTIC_ASSISTANT_UI, colors)).toEqual({ appearance: 'qlik-dark' });
    expect(initialColors(ANY_UI, colors)).toEqual(
      ANY_UI.inputs.some(({ name }) => name === 'theme') ? { theme: 'harbor' } : {},
    );
  });
});
