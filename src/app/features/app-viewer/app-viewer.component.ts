import { DOCUMENT } from '@angular/common';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  Injector,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { injectAppSession, injectSelections } from 'ngx-qlik/qix';
import { ActionError } from '../../app-objects/action-error';
import { announceSelections } from '../../app-objects/announce-selections';
import { homeOf } from '../../connections/connection-home';
import { describeProblem } from '../../connections/describe-problem';
import { PageTitle } from '../../page/page-title';
import { IconComponent } from '../../ui/icon.component';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import { ProgressComponent } from '../../ui/progress.component';
import { injectAppDescription } from './app-description';
import { AppReloadComponent } from './app-reload.component';
import { BookmarkMenuComponent } from './bookmark-menu.component';
import { DataPanelComponent } from './data-panel.component';
import { FieldListComponent } from './field-list.component';
import { ObjectDataComponent } from './object-data.component';
import { PendingNoticeComponent } from './pending-notice.component';
import { SelectionBarComponent } from './selection-bar.component';
import { SessionBannerComponent } from './session-banner.component';
import { SheetPanelComponent } from './sheet-panel.component';
import { PendingProgressComponent } from '../../ui/pending-progress.component';

/** The views of an app; the `view` parameter of the address. */
type View = 'sheets' | 'data' | 'object' | 'fields';

const VIEWS: readonly { readonly id: View; readonly label: string }[] = [
  { id: 'sheets', label: 'Sheets' },
  { id: 'data', label: 'Data table' },
  { id: 'object', label: 'Data of a chart' },
  { id: 'fields', label: 'Fields' },
];

/** An app, opened in Qlik's engine: sheets with real charts, selections, fields, and a table of its data. */
@Component({
  selector: 'app-app-viewer',
  imports: [
    AppReloadComponent,
    BookmarkMenuComponent,
    DataPanelComponent,
    FieldListComponent,
    IconComponent,
    KeepFocusDirective,
    MatIconButton,
    ObjectDataComponent,
    PendingNoticeComponent,
    PendingProgressComponent,
    ProgressComponent,
    RouterLink,
    SelectionBarComponent,
    SessionBannerComponent,
    SheetPanelComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app-viewer.component.html',
  styleUrl: './app-viewer.component.scss',
})
export class AppViewerComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();
  /** Query parameters. */
  readonly view = input<string>();
  readonly sheet = input<string>();
  readonly chart = input<string>();

  private readonly registry = inject(ConnectionRegistry);
  private readonly pageTitle = inject(PageTitle);
  private readonly part = viewChild<ElementRef<HTMLElement>>('part');

  protected readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly selections = injectSelections(this.appSession);
  protected readonly home = computed(() => homeOf(this.registry.get(this.connectionId())));
  private readonly app = injectAppDescription(this.connectionId, this.appId, this.appSession);

  /** The error of the last action (a selection, a step back). */
  protected readonly actionError = new ActionError(this.appSession);
  protected readonly describeProblem = describeProblem;
  protected readonly views = VIEWS;
  protected readonly currentView = computed<View>(
    () => VIEWS.find(({ id }) => id === this.view())?.id ?? 'sheets',
  );
  protected readonly isSheetSettled = signal(false);
  /** What is seen first is drawn first. */
  protected readonly waitsForSheet = computed(
    () => this.currentView() === 'sheets' && !this.isSheetSettled(),
  );
  protected readonly currentLabel = computed(() => VIEWS.find(({ id }) => id === this.currentView())?.label);
  protected readonly name = computed(() => this.app()?.name ?? 'App');
  protected readonly description = computed(() => this.app()?.description);
  protected readonly isReloadable = computed(() => this.app()?.isReloadable ?? false);
  /** What has been begun in an app ends with it: what is below the key is new for another app. */
  protected readonly appKey = computed(() => `${this.connectionId()} ${this.appId()}`);
  protected readonly isUsable = computed(() => {
    const status = this.appSession()?.state().status;
    return status !== undefined && status !== 'failed' && status !== 'closed';
  });

  constructor() {
    effect(() => this.pageTitle.show(this.name()));
    this.keepFocusInView();
    announceSelections(this.selections, {
      connection: () => this.registry.get(this.connectionId()).label,
      appId: this.appId,
    });
  }

  /** A link inside a view leads to another view, and disappears with its own. */
  private keepFocusInView(): void {
    const [document, injector] = [inject(DOCUMENT), inject(Injector)];
    let before = '';
    effect(() => {
      const view = this.currentView();
      const isChanged = before !== '' && before !== view;
      before = view;
      if (!isChanged) return;
      const moveFocus = () => {
        if (document.activeElement === document.body) this.part()?.nativeElement.focus();
      };
      afterNextRender({ read: moveFocus }, { injector });
    });
  }

  /** Runs an action of the user, and shows its error. */
  protected act(action: Promise<void>): Promise<void> {
    return this.actionError.watch(action);
  }
}
