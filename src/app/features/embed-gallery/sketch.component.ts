import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Outlines of the pictures in a box of 120 by 60: what is drawn softly, and what stands out. */
const SKETCHES = {
  chart: ['M14 8v44h92', 'M24 48V30M40 48V18M56 48V24M72 48V36M88 48V14'],
  sheet: ['M10 8h46v20H10zM64 8h46v20H64zM10 34h100v20H10z', 'M18 24v-6M28 24v-10M38 24v-4M72 18h28'],
  list: ['M34 6h52v48H34zM34 18h52M42 28h30M42 46h24', 'M42 37h36'],
  selections: ['M8 20h104v20H8zM16 30h6M30 30h6', 'M46 23h28v14H46zM80 23h24v14H80z'],
  initial: ['M8 20h104v20H8z', 'M16 23h28v14H16zM64 30h34M90 24l8 6-8 6'],
  snapshot: ['M22 12h76v38H22zM50 12l4-6h12l4 6', 'M40 42V32M52 42V22M64 42V28M76 42V36'],
  frame: ['M12 6h96v48H12zM12 16h96M18 11h2M26 11h2', 'M30 48V34M46 48V24M62 48V38M78 48V28'],
  answers: ['M14 8h64v18H36l-8 8v-8H14z', 'M44 34h62v18H58l-8 6v-6h-6z'],
  feed: ['M24 6h72v12H24zM24 24h72v12H24zM24 42h72v12H24z', 'M32 12h24M32 30h40M32 48h16'],
  any: ['M38 14L22 30l16 16M82 14l16 16-16 16', 'M66 10L54 50'],
  table: ['M14 8h92v44H14zM14 30h92M14 41h92M46 8v44M76 8v44', 'M14 19h92'],
  model: ['M10 8h34v22H10zM76 30h34v22H76zM10 16h34M76 38h34', 'M44 20h16v24h16'],
  items: ['M22 8h20v20H22zM22 34h20v20H22z', 'M50 18h48M50 44h32M26 18l4 4 8-8'],
  script: ['M20 6h80v48H20z', 'M30 18h24M30 28h40M30 38h32M76 36l8 6 8-6'],
  slots: ['M14 8h92v44H14z', 'M24 20h22v20H24zM54 20h12v20H54zM74 20h22v20H74z'],
  variables: ['M14 20h92M14 42h92', 'M44 14v12M78 36v12'],
  bookmarks: ['M26 8h20v44l-10-9-10 9z', 'M58 8h20v44l-10-9-10 9zM86 16h14'],
  file: ['M42 6h26l14 14v34H42zM68 6v14h14', 'M62 26v18M54 37l8 8 8-8'],
  files: ['M30 16h22l10 10v28H30zM46 6h30l14 14v26H72', 'M46 28v16M39 38l7 6 7-6'],
  calls: ['M12 12h30v36H12zM78 12h30v36H78z', 'M48 24h24M66 19l6 5-6 5M72 38H48M54 33l-6 5 6 5'],
  call: ['M10 10h40v40H10z', 'M58 30h48M96 22l10 8-10 8M22 22l-6 8 6 8M38 22l6 8-6 8'],
  reload: ['M30 46h60', 'M78 24a18 18 0 1 0 0 12M80 12v12H68'],
  languages: ['M14 10h50v26H34l-8 8v-8H14zM24 20h28M24 27h18', 'M70 24h36v20H96l-6 8-4-8H70zM78 34h20'],
} as const satisfies Readonly<Record<string, readonly [soft: string, strong: string]>>;

/** What there is a picture of. */
export type SketchName = keyof typeof SKETCHES;

/** A small picture of what a page of the gallery is about. Screen readers have the title beside it. */
@Component({
  selector: 'app-sketch',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 120 60" fill="none" stroke-width="2" aria-hidden="true">
      <path class="soft" [attr.d]="paths()[0]" />
      <path class="strong" [attr.d]="paths()[1]" />
    </svg>
  `,
  styles: `
    :host {
      display: grid;
      place-items: center;
      background: var(--mat-sys-surface-container-highest);
    }
    svg {
      width: min(200px, 80%);
      stroke-linejoin: round;
    }
    .soft {
      stroke: var(--mat-sys-outline);
    }
    .strong {
      stroke: var(--mat-sys-primary);
      stroke-width: 3;
    }
  `,
})
export class SketchComponent {
  readonly of = input.required<SketchName>();

  protected readonly paths = computed(() => SKETCHES[this.of()]);
}
