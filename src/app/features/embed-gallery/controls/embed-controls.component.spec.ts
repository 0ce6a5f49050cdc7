import { TestBed } from '@angular/core/testing';
import { NO_APP } from '../app-lists';
import type { EmbedUi, EmbedValues } from '../embed-ui';
import { CLASSIC_CHART_IN_PAGE_UI } from '../uis/classic-chart-in-page.ui';
import { FIELD_UI } from '../uis/field.ui';
import { EmbedControlsComponent } from './embed-controls.component';

/** Clicks a checkbox twice. Returns the values after each click. */
async function switchTwice(
  ui: EmbedUi,
  label: string,
  initial: EmbedValues,
): Promise<readonly EmbedValues[]> {
  const fixture = TestBed.createComponent(EmbedControlsComponent);
  fixture.componentRef.setInput('ui', ui);
  fixture.componentRef.setInput('lists', NO_APP);
  fixture.componentRef.setInput('values', initial);
  const emitted: EmbedValues[] = [];
  fixture.componentInstance.changed.subscribe((values) => {
    emitted.push(values);
    fixture.componentRef.setInput('values', values);
  });
  for (let click = 0; click < 2; click += 1) {
    await fixture.whenStable();
    const labels = [...(fixture.nativeElement as HTMLElement).querySelectorAll('label')];
    const box = labels.find(({ textContent }) => textContent?.trim() === label)?.querySelector('input');
    if (!box) throw new Error('There is no such checkbox.');
    box.click();
  }
  return emitted;
}

describe('a checkbox of the gallery that is switched on and off', () => {
  it('leaves an input whose default is off without a value', async () => {
    expect(await switchTwice(FIELD_UI, 'Checkboxes', {})).toEqual([
      { hasCheckboxes: true },
      { hasCheckboxes: undefined },
    ]);
  });

  it('sets an input whose default is on to false, so that the code says it', async () => {
    expect(await switchTwice(CLASSIC_CHART_IN_PAGE_UI, 'In a frame', { isFramed: false })).toEqual([
      { isFramed: true },
      { isFramed: false },
    ]);
  });
});
