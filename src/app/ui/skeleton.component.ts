import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Blocks of the skeleton by what it stands for. */
const BLOCKS = { chart: 1, sheet: 6 } as const;

/** Gray blocks in the place of charts that are loading. Screen readers are told that something loads. */
@Component({
  selector: 'app-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="visually-hidden" role="status">Loading …</p>
    @for (block of blocks(); track block) {
      <div class="block"></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
      gap: 16px;
    }
    .block {
      height: 200px;
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

  protected readonly blocks = computed(() => Array.from({ length: BLOCKS[this.of()] }, (_, index) => index));
}
