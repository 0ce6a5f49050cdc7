import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Blocks of the skeleton by what it stands for. */
const BLOCKS = { line: 1, chart: 1, sheet: 6 } as const;

/** Gray blocks in the place of what is loading: they fill its height, where it has one. Screen readers are told that something loads; a line is no message by itself. */
@Component({
  selector: 'app-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.data-of]': 'of()' },
  template: `
    <p class="visually-hidden" [attr.role]="of() === 'line' ? null : 'status'">{{ label() }}</p>
    @for (block of blocks(); track block) {
      <div class="block"></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      box-sizing: border-box;
      grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
      grid-auto-rows: minmax(0, 1fr);
      gap: 16px;
      height: 100%;
      min-height: 200px;
    }
    :host([data-of='line']) {
      display: inline-grid;
      width: min(140px, 100%);
      height: 1em;
      min-height: 0;
      vertical-align: middle;
    }
    .block {
      min-height: 0;
      border-radius: 8px;
      background: color-mix(in srgb, currentcolor 10%, transparent);
      animation: pulse 1.6s infinite ease-in-out;
    }
    @keyframes pulse {
      50% {
        opacity: 0.4;
      }
    }
  `,
})
export class SkeletonComponent {
  /** What is loading. */
  readonly of = input.required<keyof typeof BLOCKS>();
  /** What screen readers are told. */
  readonly label = input('Loading …');

  protected readonly blocks = computed(() => Array.from({ length: BLOCKS[this.of()] }, (_, index) => index));
}
