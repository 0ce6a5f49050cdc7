import { DOCUMENT } from '@angular/common';
import {
  afterNextRender,
  booleanAttribute,
  computed,
  DestroyRef,
  Directive,
  ElementRef,
  inject,
  input,
  output,
  type Signal,
  signal,
} from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { EXPORT_FILES } from '../export-files';
import type { ExportRequest } from '../export-request';
import type { ExportedFile, ExportState } from '../export-state';
import { injectExports, type RunningExport } from '../inject-exports';
import { QLIK_EXPORT_TEXTS } from './export-texts';

/**
 * Makes a button export a chart, sheet or table, and save the file:
 *
 * ```html
 * <button type="button" [qlikExport]="session && { appSession: session, objectId: 'fPkBvw', format: 'xlsx' }" #export="qlikExport">Excel</button>
 * ```
 *
 * While it exports, the button is busy and another click has no effect; Escape, or {@link cancel}, cancels. Screen readers hear the begin
 * and the end.
 */
@Directive({
  selector: 'button[qlikExport]',
  exportAs: 'qlikExport',
  host: {
    '[attr.aria-busy]': 'isRunning() ? true : null',
    '[attr.aria-disabled]': 'request() === undefined || isRunning() ? true : null',
    '[attr.aria-description]': 'isRunning() ? texts.cancelHint : null',
    '(click)': 'start()',
    '(keydown.escape)': 'cancelByKey($event)',
  },
})
export class QlikExportDirective {
  /** What to export; without it, the button has no effect. */
  readonly request = input.required<ExportRequest | undefined>({ alias: 'qlikExport' });
  /** Whether to save the file with the browser's download. Default: true. */
  readonly saves = input(true, { transform: booleanAttribute });
  /** The file, after it was saved. */
  readonly exported = output<ExportedFile>();
  readonly exportFailed = output<QlikError>();

  protected readonly texts = inject(QLIK_EXPORT_TEXTS);
  private readonly exports = injectExports();
  private readonly files = inject(EXPORT_FILES);
  private readonly document = inject(DOCUMENT);
  private readonly latest = signal<RunningExport | undefined>(undefined);
  /** Of the latest export; undefined before the first. */
  readonly state: Signal<ExportState | undefined> = computed(() => this.latest()?.state());
  readonly isRunning: Signal<boolean> = computed(() => this.latest()?.isRunning() ?? false);
  /** From 0 to 1; undefined while unknown. */
  readonly progress: Signal<number | undefined> = computed(() => this.latest()?.progress());
  /** A live region has to be there before its text is. */
  private region: HTMLElement | undefined;

  constructor() {
    const { nativeElement } = inject<ElementRef<HTMLButtonElement>>(ElementRef);
    afterNextRender(() => {
      this.region = hiddenRegion(this.document);
      nativeElement.after(this.region);
    });
    inject(DestroyRef).onDestroy(() => this.region?.remove());
  }

  /** Begins the export, as a click does. */
  start(): void {
    const request = this.request();
    if (request === undefined || this.isRunning()) return;
    const running = this.exports.start(request);
    this.latest.set(running);
    this.report(this.texts.started);
    void this.follow(running);
  }

  /** Cancels the export under way. */
  cancel(): void {
    this.latest()?.cancel();
  }

  protected cancelByKey(event: Event): void {
    if (!this.isRunning()) return;
    // A dialog around the button stays open.
    event.stopPropagation();
    event.preventDefault();
    this.cancel();
  }

  private async follow(running: RunningExport): Promise<void> {
    try {
      const file = await running.file;
      if (this.saves()) this.files.save(file);
      this.report(this.texts.done(file));
      this.exported.emit(file);
    } catch (thrown) {
      const state = running.state();
      if (state.status !== 'failed') return this.report(this.texts.canceled);
      this.report(this.texts.failed(state.error));
      this.exportFailed.emit(state.error);
      if (!(thrown instanceof QlikError)) throw thrown;
    }
  }

  private report(text: string): void {
    if (this.region) this.region.textContent = text;
  }
}

/** Read by screen readers, and not seen. */
function hiddenRegion(document: Document): HTMLElement {
  const region = document.createElement('span');
  region.setAttribute('role', 'status');
  Object.assign(region.style, {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  });
  return region;
}
