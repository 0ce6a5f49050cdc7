import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  linkedSignal,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { injectConnection } from 'ngx-qlik/scope';
import { QlikChartComponent, QlikSheetComponent } from 'ngx-qlik/embed';
import { injectAppSession, injectSelections, injectSheets } from 'ngx-qlik/qix';
import { ActionError } from '../../../app-objects/action-error';
import { announceSelections } from '../../../app-objects/announce-selections';
import { ListStateComponent } from '../../../app-objects/list-state.component';
import { EMBED_VIEWS } from '../../../app-objects/embed-views';
import { onReconnection } from '../../../app-objects/reconnection';
import { describeProblem } from '../../../connections/describe-problem';
import { OtherUserComponent } from '../../../connections/other-user.component';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { IconComponent } from '../../../ui/icon.component';
import { KeepFocusDirective } from '../../../ui/keep-focus.directive';
import { ColorScheme } from '../../../color-scheme/color-scheme';
import { SubjectComponent } from '../../../ui/subject';
import { listViews, pickView } from './app-views';
import { PANEL_PORT } from './panel-port';
import { PanelSelectionsComponent } from './panel-selections.component';
import type { RepeatingApp } from './selection-repeater';
import { PendingProgressComponent } from '../../../ui/pending-progress.component';

/** Qlik's own themes by their names; a server may have more. */
const THEMES = { light: 'Light', dark: 'Dark', horizon: 'Horizon', breeze: 'Breeze' } as const;

/** An app in a panel: one of its charts or sheets, drawn by Qlik's own code, and its selections. */
@Component({
  selector: 'app-panel-app',
  imports: [
    ErrorPanelComponent,
    IconComponent,
    KeepFocusDirective,
    ListStateComponent,
    MatButton,
    OtherUserComponent,
    PanelSelectionsComponent,
    PendingProgressComponent,
    QlikChartComponent,
    QlikSheetComponent,
    SubjectComponent,
  ],
  providers: [EMBED_VIEWS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './panel-app.component.html',
  styleUrl: './panel-app.component.scss',
})
export class PanelAppComponent {
  private readonly connection = injectConnection().connection;

  readonly appId = input.required<string>();
  /** The engine is connected again after an interruption. */
  readonly reconnected = output();

  protected readonly port = inject(PANEL_PORT);
  protected readonly connectionId = this.connection.id;
  protected readonly appSession = injectAppSession(() => ({
    connectionId: this.connection.id,
    appId: this.appId(),
  }));
  protected readonly sheets = injectSheets(this.appSession);
  protected readonly selections = injectSelections(this.appSession);
  protected readonly state = computed(() => this.appSession()?.state() ?? { status: 'opening' as const });
  protected readonly stateText = computed(() => {
    const state = this.state();
    switch (state.status) {
      case 'open':
        return 'App open';
      case 'opening':
        return ('progress' in state && state.progress) || 'Opening the app …';
      case 'resuming':
        return `The connection to the app was lost. Connecting again, attempt ${state.attempt} …`;
      case 'closed':
        return 'App closed';
      default:
        return 'The app is not open';
    }
  });
  protected readonly sessionProblem = computed(() => {
    const state = this.state();
    const hasFailed = state.status === 'failed' || state.status === 'suspended';
    return hasFailed ? describeProblem(state.error) : undefined;
  });
  protected readonly recovery = computed(() => {
    const state = this.state();
    return state.status === 'open' && 'recovery' in state ? state.recovery : undefined;
  });
  protected readonly views = computed(() => listViews(this.sheets.value() ?? []));
  private readonly chosen = signal<string | undefined>(undefined);
  protected readonly view = computed(() => pickView(this.views(), this.chosen()));
  protected readonly themes = Object.entries(THEMES);
  private readonly scheme = inject(ColorScheme);
  /** Follows the application until the user chooses. */
  protected readonly theme = linkedSignal<string>(() => this.scheme.current());
  /** The error of the last action. */
  protected readonly action = new ActionError(this.appSession);
  protected readonly failures = this.action.failures;
  protected readonly notRepeated = signal<readonly string[]>([]);
  protected readonly describeProblem = describeProblem;

  constructor() {
    const member: RepeatingApp = {
      connectionId: this.connection.id,
      fields: () => this.selections.fields(),
      select: (field, texts) => this.selections.select(field, texts),
      clear: (field) => this.selections.clear(field),
      reportMissing: (missing) => this.notRepeated.set(missing),
    };
    inject(DestroyRef).onDestroy(this.port.repeater.join(member));
    announceSelections(this.selections, { connection: () => this.connection.label, appId: this.appId });
    onReconnection(this.appSession, () => this.reconnected.emit());
    effect(() => {
      if (this.selections.state().status !== 'ready') return;
      untracked(() => this.port.repeater.changed(member));
    });
  }

  protected choose({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.chosen.set(target.value);
  }

  protected chooseTheme({ target }: Event): void {
    const wanted = target instanceof HTMLSelectElement ? target.value : '';
    this.theme.set(Object.hasOwn(THEMES, wanted) ? wanted : 'light');
  }

  protected act(action: Promise<void>): Promise<void> {
    return this.action.watch(action);
  }
}
