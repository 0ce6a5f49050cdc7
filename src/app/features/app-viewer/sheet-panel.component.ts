import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { QlikChartComponent, QlikSheetComponent } from 'ngx-qlik/embed';
import { type AppSession, injectMasterItems, injectSheets, type Sheet, type SheetCell } from 'ngx-qlik/qix';
import { ExportMenuComponent } from '../../exports/export-menu.component';
import { IconComponent } from '../../ui/icon.component';
import { injectMediaQuery } from '../../ui/media-query';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import type { FocusTarget } from '../../ui/lost-focus';
import { injectThemeChoice } from '../../themes/theme-choice';
import { ThemeMenuComponent } from '../../themes/theme-menu.component';
import { EMBED_VIEWS } from '../../app-objects/embed-views';
import { describeChart } from '../../app-objects/chart-names';
import { ListStateComponent } from '../../app-objects/list-state.component';

/** Qlik's code says that a chart or a sheet is there, and paints it after that. */
export const PAINTING_MS = 500;

/** The sheets of the app; the chosen sheet, or one of its charts, drawn by Qlik's own code. */
@Component({
  selector: 'app-sheet-panel',
  imports: [
    RouterLink,
    QlikChartComponent,
    QlikSheetComponent,
    ExportMenuComponent,
    IconComponent,
    KeepFocusDirective,
    ListStateComponent,
    MatButton,
    MatMenu,
    MatMenuContent,
    MatMenuItem,
    MatMenuTrigger,
    ThemeMenuComponent,
  ],
  providers: [EMBED_VIEWS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sheet-panel.component.html',
  styleUrl: './sheet-panel.component.scss',
})
export class SheetPanelComponent {
  readonly appSession = input.required<AppSession | undefined>();
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();
  /** The sheet to show; the first one if the app does not have it. */
  readonly sheetId = input.required<string | undefined>();
  /** The chart to show; the whole sheet without it. */
  readonly chartId = input.required<string | undefined>();

  /** What the page shows besides comes after the sheet: whether that is painted, or will not be. */
  readonly settled = output();

  protected readonly isDrawn = signal(false);
  protected readonly isPicking = signal(false);
  protected readonly sheetList = injectSheets(this.appSession);
  protected readonly library = injectMasterItems(() => (this.needsLibrary() ? this.appSession() : undefined));
  protected readonly themeChoice = injectThemeChoice(() => this.connectionId());

  private readonly state = this.sheetList.state;
  protected readonly sheets = computed(() => this.sheetList.value() ?? []);
  protected readonly sheet = computed(
    () => this.sheets().find(({ id }) => id === this.sheetId()) ?? this.sheets()[0],
  );
  protected readonly onSheet = computed(() => this.sheet()?.cells.map(toChart) ?? []);
  protected readonly charts = computed(() => {
    const onSheet = this.onSheet();
    const state = this.library.state();
    const inLibrary =
      state.status === 'ready'
        ? state.value.visualizations.map(({ id, title }) => ({ id, label: `${title} (master item)` }))
        : [];
    return [...onSheet, ...inLibrary.filter(({ id }) => !onSheet.some((each) => each.id === id))];
  });
  protected readonly chart = computed(() => this.charts().find(({ id }) => id === this.chartId()));
  private readonly needsLibrary = computed(() => {
    const isUnknown =
      this.state().status === 'ready' && !this.onSheet().some(({ id }) => id === this.chartId());
    return this.isDrawn() || this.isPicking() || (this.chartId() !== undefined && isUnknown);
  });
  private readonly isListed = computed(
    () => this.state().status === 'ready' && this.library.state().status !== 'loading',
  );
  /** What the address names is drawn while the lists are still on their way. Without it in the lists, the sheet is drawn instead. */
  protected readonly drawnChart = computed(
    () => this.chart()?.id ?? (this.isListed() ? undefined : this.chartId()),
  );
  protected readonly drawnSheet = computed(
    () => this.sheet()?.id ?? (this.state().status === 'loading' ? this.sheetId() : undefined),
  );

  /** A sheet's grid needs a wide screen; on a narrow one its charts are stacked. */
  protected readonly sheetHeight = computed(() => heightOf(this.sheet()));
  protected readonly isNarrow = injectMediaQuery('(max-width: 599px)');
  private readonly canvas = viewChild<ElementRef<HTMLElement>>('canvas');
  /** Takes the focus when the menu of themes goes with the last of them: what is drawn has other colors then. */
  protected readonly drawn: FocusTarget = {
    focus: (options) => this.canvas()?.nativeElement.focus(options),
  };

  private painting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.painting));
    effect(() => {
      const hasNoSheet =
        this.state().status === 'failed' || (this.state().status === 'ready' && this.sheets().length === 0);
      if (this.isDrawn() || hasNoSheet) this.settled.emit();
    });
    const injector = inject(Injector);
    // A link to a chart leaves the focus on the view around this one, after this one is there.
    effect(() => {
      const canvas = this.canvas()?.nativeElement;
      if (!canvas || !untracked(this.drawnChart)) return;
      const moveFocus = () => {
        const { activeElement } = canvas.ownerDocument;
        if (activeElement && activeElement === canvas.closest('[role=group]')) canvas.focus();
      };
      afterNextRender({ read: moveFocus }, { injector });
    });
  }

  protected waitForPainting(): void {
    this.painting ??= setTimeout(() => this.isDrawn.set(true), PAINTING_MS);
  }
}

function toChart({ objectId, type }: SheetCell) {
  return { id: objectId, label: describeChart(type, objectId), type };
}

/** Of a sheet with the shape of a screen, in pixels. */
const SHEET_HEIGHT = 760;

/** Returns the height of a whole sheet, in pixels. An extended one, which users of Qlik's client scroll, has more rows than half its columns. */
export function heightOf(sheet: Pick<Sheet, 'columns' | 'rows'> | undefined): number {
  if (!sheet || sheet.columns <= 0) return SHEET_HEIGHT;
  return Math.round(SHEET_HEIGHT * Math.max(1, (2 * sheet.rows) / sheet.columns));
}
