import { effect, inject, untracked } from '@angular/core';
import type { FieldSelection, Selections } from 'ngx-qlik/qix';
import { Announcer } from '../ui/announcer';
import { describeSelection } from './describe-selection';

/** What the announced selections belong to. */
export interface AnnouncedApp {
  /** The name of the connection. */
  readonly connection: () => string;
  readonly appId: () => string;
}

/** Announces each change of the selections in an app to screen readers. Needs an injection context. */
export function announceSelections(selections: Selections, { connection, appId }: AnnouncedApp): void {
  const announcer = inject(Announcer);
  let before: { readonly app: string; readonly fields: readonly FieldSelection[] } | undefined;
  effect(() => {
    const app = appId();
    const state = selections.state();
    if (state.status !== 'ready') return;
    const { fields } = state.value;
    const text = before?.app === app ? describeChange(before.fields, fields) : '';
    before = { app, fields };
    if (text !== '') untracked(() => announcer.announce(`${connection()}: ${text}`));
  });
}

function describeChange(before: readonly FieldSelection[], after: readonly FieldSelection[]): string {
  const selected = after
    .filter((each) => !before.some((other) => isSame(each, other)))
    .map((each) => `${each.label}: ${describeSelection(each)} selected`);
  const cleared = before
    .filter(({ field }) => !after.some((each) => each.field === field))
    .map(({ label }) => label);
  const parts = cleared.length === 0 ? selected : [...selected, `${cleared.join(', ')} cleared`];
  return parts.length > 0 && after.length === 0 ? `${parts.join()}. Nothing is selected.` : parts.join(', ');
}

function isSame(one: FieldSelection, other: FieldSelection): boolean {
  return (
    one.field === other.field && one.count === other.count && one.texts.join('\n') === other.texts.join('\n')
  );
}
