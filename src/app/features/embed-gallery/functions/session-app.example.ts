import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectModel, injectSessionApp, reloadScript, type ScriptError } from 'ngx-qlik/qix';

const SCRIPT = `Harvest:
LOAD * INLINE [
Fruit, Kilograms
Apples, 120
Pears, 45
Plums, 60
];`;

@Component({
  selector: 'app-session-app-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isRunning()' },
  template: `
    <label
      >Load script <textarea #script rows="8" cols="40" spellcheck="false" [value]="SCRIPT"></textarea>
    </label>
    <button type="button" [disabled]="isRunning()" (click)="reload(script.value)">Load the data</button>
    <p role="status">{{ progress() }}</p>
    @for (error of errors(); track $index) {
      <p role="alert">
        @if (error.line) {
          Line {{ error.line }}:
        }
        {{ error.message }}
      </p>
    }
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
    @if (model.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="model.reload()">Try again</button>
      </p>
    }
    <ul aria-label="Tables">
      @for (table of model.value()?.tables; track table.name) {
        <li>{{ table.name }}: {{ table.rowCount }} rows, {{ table.fields.length }} fields</li>
      } @empty {
        <li>
          {{ model.hasValue() ? 'The app has no data yet.' : model.error() ? '–' : 'The app is opened …' }}
        </li>
      }
    </ul>
  `,
})
export class SessionAppExampleComponent {
  readonly connectionId = input.required<string>();

  /** Empty, of this user alone, and gone with its session. */
  private readonly appSession = injectSessionApp(() => ({ connectionId: this.connectionId() }));
  protected readonly model = injectModel(this.appSession);
  private readonly leaving = new AbortController();
  protected readonly SCRIPT = SCRIPT;
  protected readonly isRunning = signal(false);
  protected readonly progress = signal('');
  protected readonly errors = signal<readonly ScriptError[]>([]);
  protected readonly failure = signal<QlikError | undefined>(undefined);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.leaving.abort());
  }

  protected async reload(script: string): Promise<void> {
    const appSession = this.appSession();
    if (!appSession) return;
    this.isRunning.set(true);
    this.failure.set(undefined);
    this.errors.set([]);
    this.progress.set('Qlik loads the data …');
    try {
      const result = await reloadScript(appSession, script, {
        signal: this.leaving.signal,
        onProgress: (text) => this.progress.set(text),
      });
      this.progress.set(result.isSuccess ? 'Loaded.' : 'Not loaded: the app keeps the data that it had.');
      this.errors.set(result.isSuccess ? [] : result.errors);
    } catch (thrown) {
      this.progress.set('');
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isRunning.set(false);
    }
  }
}
