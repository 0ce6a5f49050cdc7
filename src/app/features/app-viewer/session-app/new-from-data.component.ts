import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry, toQlikError } from 'ngx-qlik';
import { injectSelections, injectSessionApp, reloadScript, type ScriptError } from 'ngx-qlik/qix';
import { homeOf } from '../../../connections/connection-home';
import { ActionError } from '../../../app-objects/action-error';
import { describeProblem } from '../../../connections/describe-problem';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { IconComponent } from '../../../ui/icon.component';
import type { Problem } from '../../../ui/problem';
import { ProgressComponent } from '../../../ui/progress.component';
import { DataPanelComponent } from '../data-panel.component';
import { FieldListComponent } from '../field-list.component';
import { SelectionBarComponent } from '../selection-bar.component';
import { SessionBannerComponent } from '../session-banner.component';
import { CsvImportComponent } from './csv-import.component';
import { findLineRange } from './inline-load';
import { PendingProgressComponent } from '../../../ui/pending-progress.component';

const STARTER = `Sales:
LOAD * INLINE [
Region, Product, Amount
North, Apples, 10
North, Pears, 4
South, Apples, 7
South, Plums, 12
];
`;

/** State of the script's reload. */
type Reload =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly progress: string }
  | { readonly status: 'done'; readonly number: number }
  | { readonly status: 'script-errors'; readonly errors: readonly ScriptError[] }
  | { readonly status: 'failed'; readonly problem: Problem };

/** A session app from a script that the user writes or pastes. It exists as long as the page is open. */
@Component({
  selector: 'app-new-from-data',
  imports: [
    CsvImportComponent,
    DataPanelComponent,
    ErrorPanelComponent,
    FieldListComponent,
    IconComponent,
    MatButton,
    PendingProgressComponent,
    ProgressComponent,
    RouterLink,
    SelectionBarComponent,
    SessionBannerComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './new-from-data.component.html',
  styleUrl: './new-from-data.component.scss',
})
export class NewFromDataComponent {
  readonly connectionId = input.required<string>();

  private readonly registry = inject(ConnectionRegistry);
  private readonly editor = viewChild.required<ElementRef<HTMLTextAreaElement>>('editor');
  private running: AbortController | undefined;
  private reloads = 0;

  protected readonly home = computed(() => homeOf(this.registry.get(this.connectionId())));
  protected readonly appSession = injectSessionApp(() => ({ connectionId: this.connectionId() }));
  protected readonly selections = injectSelections(this.appSession);
  protected readonly script = signal(STARTER);
  protected readonly reload = signal<Reload>({ status: 'none' });
  protected readonly actionError = new ActionError(this.appSession);
  protected readonly actionProblem = computed(() => {
    const error = this.actionError.error();
    return error && describeProblem(error);
  });
  protected readonly isOpen = computed(() => this.appSession()?.state().status === 'open');
  /** The reload of the current data; empty if the engine has lost the data since. */
  protected readonly loaded = computed(() => {
    const data = this.loadedNumber();
    return data !== undefined && this.appSession()?.doc() === data.doc ? [data.number] : [];
  });
  protected readonly hasLostData = computed(
    () => this.loadedNumber() !== undefined && this.isOpen() && this.loaded().length === 0,
  );
  private readonly loadedNumber = signal<{ readonly number: number; readonly doc: unknown } | undefined>(
    undefined,
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.running?.abort());
  }

  protected type({ target }: Event): void {
    if (target instanceof HTMLTextAreaElement) this.script.set(target.value);
  }

  protected append(statement: string): void {
    this.script.update((script) => `${script.trimEnd()}\n\n${statement}`.trimStart());
  }

  protected async run(): Promise<void> {
    const appSession = this.appSession();
    if (!appSession || this.running) return;
    const running = (this.running = new AbortController());
    this.reload.set({ status: 'running', progress: '' });
    try {
      const result = await reloadScript(appSession, this.script(), {
        signal: running.signal,
        onProgress: (progress) => this.reload.set({ status: 'running', progress }),
      });
      if (result.isSuccess) this.markReloaded(appSession.doc());
      else this.reload.set({ status: 'script-errors', errors: result.errors });
    } catch (thrown) {
      this.reload.set({ status: 'failed', problem: describeProblem(toQlikError(thrown)) });
    } finally {
      this.running = undefined;
    }
  }

  protected stop(): void {
    this.running?.abort();
  }

  /** Selects a line of the script. */
  protected goTo(line: number): void {
    const editor = this.editor().nativeElement;
    const { from, to } = findLineRange(this.script(), line);
    editor.focus();
    editor.setSelectionRange(from, to);
  }

  /** Runs an action of the user, and shows its error. */
  protected act(action: Promise<void>): Promise<void> {
    return this.actionError.watch(action);
  }

  private markReloaded(doc: unknown): void {
    const number = ++this.reloads;
    this.loadedNumber.set({ number, doc });
    this.reload.set({ status: 'done', number });
  }
}
