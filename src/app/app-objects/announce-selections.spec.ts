import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { CurrentSelections, FieldSelection, Selections } from 'ngx-qlik/qix';
import { Announcer } from '../ui/announcer';
import { announceSelections } from './announce-selections';

const field = (label: string, texts: readonly string[], count = texts.length): FieldSelection => ({
  ...{ field: label, label, texts, count, total: 20 },
  ...{ isLocked: false, isComplete: true, isOneAndOnlyOne: false },
});
const appId = signal('sales');
const current = signal<CurrentSelections | undefined>(undefined);

@Component({ template: '' })
class PageComponent {
  constructor() {
    const state = () => {
      const value = current();
      return value ? { status: 'ready', value } : { status: 'loading' };
    };
    announceSelections({ state } as unknown as Selections, { connection: () => 'Acme', appId });
  }
}

describe('the announcement of selections', () => {
  const follow = (...steps: readonly (readonly FieldSelection[] | undefined)[]) => {
    current.set(undefined);
    const fixture = TestBed.createComponent(PageComponent);
    const announcer = TestBed.inject(Announcer);
    const messages = steps.map((fields) => {
      announcer.announce('');
      current.set(fields && { fields, canGoBack: false, canGoForward: false });
      fixture.detectChanges();
      return announcer.message();
    });
    fixture.destroy();
    return messages;
  };

  it('has the connection, the field and its values', () => {
    expect(
      follow(
        [],
        [field('Carrier', ['AA'])],
        [field('Carrier', ['AA', 'DL'])],
        [field('Carrier', ['AA'], 7)],
        [field('Carrier', ['AA'], 7), field('Month', ['May'])],
      ),
    ).toEqual([
      '',
      'Acme: Carrier: AA selected',
      'Acme: Carrier: AA, DL selected',
      'Acme: Carrier: 7 of 20 selected',
      'Acme: Month: May selected',
    ]);
  });

  it('tells which fields are cleared, and that all are', () => {
    const [carrier, month, state] = [
      field('Carrier', ['AA']),
      field('Month', ['May']),
      field('State', ['TX']),
    ];
    expect(
      follow(
        [carrier, month, state],
        [carrier, state],
        [carrier],
        [field('Month', ['May'])],
        [],
        [carrier],
        [],
      ),
    ).toEqual([
      '',
      'Acme: Month cleared',
      'Acme: State cleared',
      'Acme: Month: May selected, Carrier cleared',
      'Acme: Month cleared. Nothing is selected.',
      'Acme: Carrier: AA selected',
      'Acme: Carrier cleared. Nothing is selected.',
    ]);
    expect(follow([carrier, month], [])[1]).toBe('Acme: Carrier, Month cleared. Nothing is selected.');
  });

  it('says nothing of the selections at first, and of the same again after an interruption', () => {
    const carrier = field('Carrier', ['AA']);
    expect(follow([carrier], undefined, [field('Carrier', ['AA'])])).toEqual(['', '', '']);
    expect(follow([carrier], undefined, [])[2]).toBe('Acme: Carrier cleared. Nothing is selected.');
    follow([carrier]);
    appId.set('flights');
    expect(follow([])).toEqual(['']);
  });
});
