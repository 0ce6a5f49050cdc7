import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Outlines on a grid of 24, drawn as strokes: no font and no request. */
const OUTLINES = {
  menu: 'M4 6h16M4 12h16M4 18h16',
  home: 'M4 11l8-7 8 7M6 10v10h12V10',
  spaces: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  panels: 'M4 4h7v16H4zM13 4h7v16h-7z',
  key: 'M14 10a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM13 13l7 7M17 17l2-2',
  app: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  sun: 'M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z',
  error: 'M12 8v5M12 16.5v.5M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  info: 'M12 11v6M12 7v.5M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  back: 'M19 12H5M11 6l-6 6 6 6',
  forward: 'M5 12h14M13 6l6 6-6 6',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  chevron: 'M7 10l5 5 5-5',
  users:
    'M12 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM2.5 20c0-4 2.5-6 6-6s6 2 6 6M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.300.8 3.500 2.700 3.500 5.500',
  undo: 'M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'M16 5l4 4-4 4M20 9H10a6 6 0 0 0 0 12h3',
  refresh: 'M20 11a8 8 0 1 0-2.300 6.300M20 5v6h-6',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof OUTLINES;

/** An icon beside a text with the same meaning; hidden from screen readers. */
@Component({
  selector: 'app-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  // Material's buttons size and place what has this class.
  host: { 'aria-hidden': 'true', class: 'mat-icon' },
  template: `<svg viewBox="0 0 24 24" focusable="false">
    <path [attr.d]="outline()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: 24px;
      height: 24px;
    }
    svg {
      width: 100%;
      fill: none;
      stroke: currentcolor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class IconComponent {
  readonly name = input.required<IconName>();

  protected readonly outline = computed(() => OUTLINES[this.name()]);
}
