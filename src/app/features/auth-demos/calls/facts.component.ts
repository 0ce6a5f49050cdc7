import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** A list of names and values. */
@Component({
  selector: 'app-facts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dl>
      @for (fact of facts(); track fact[0]) {
        <dt>{{ fact[0] }}</dt>
        <dd>{{ fact[1] || '—' }}</dd>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: 4px 16px;
      margin: 0;
    }
    dt {
      color: var(--mat-sys-on-surface-variant);
    }
    dd {
      margin: 0;
    }
  `,
})
export class FactsComponent {
  readonly facts = input.required<readonly (readonly [name: string, value: string | undefined])[]>();
}
