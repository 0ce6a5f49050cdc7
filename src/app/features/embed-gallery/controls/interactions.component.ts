import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { EmbedContext } from 'ngx-qlik/embed';

type Interaction = 'passive' | 'active' | 'select';

const INTERACTIONS: readonly { readonly id: Interaction; readonly label: string }[] = [
  { id: 'passive', label: 'Tooltips and scrolling (passive)' },
  { id: 'active', label: 'Clicks that do something (active)' },
  { id: 'select', label: 'Selections (select)' },
];

/** Switches the interactions of an embed off; all are on by default. */
@Component({
  selector: 'app-interactions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend>{{ label() }}</legend>
      @for (each of INTERACTIONS; track each.id) {
        <label class="check">
          <input type="checkbox" [checked]="isAllowed(each.id)" (change)="toggle(each.id)" />
          {{ each.label }}
        </label>
      }
    </fieldset>
  `,
  styleUrl: './controls.scss',
})
export class InteractionsComponent {
  readonly label = input.required<string>();
  readonly context = input.required<EmbedContext | undefined>();
  readonly changed = output<EmbedContext | undefined>();

  protected readonly INTERACTIONS = INTERACTIONS;
  private readonly interactions = computed(() => this.context()?.interactions ?? {});

  protected isAllowed(id: Interaction): boolean {
    return this.interactions()[id] !== false;
  }

  protected toggle(id: Interaction): void {
    const switched = { ...this.interactions(), [id]: !this.isAllowed(id) };
    const forbidden = Object.entries(switched).filter(([, isAllowed]) => !isAllowed);
    this.changed.emit(forbidden.length === 0 ? undefined : { interactions: Object.fromEntries(forbidden) });
  }
}
