import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { injectAppSession, injectSheets } from 'ngx-qlik/qix';
import { ListStateComponent } from '../../../app-objects/list-state.component';
import { describeProblem } from '../../../connections/describe-problem';
import { injectLoad, loadedValue } from '../../../loading/load';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { ProgressComponent } from '../../../ui/progress.component';
import { injectAppChoices } from '../../../connections/app-choices';
import { DemoCallComponent } from './demo-call.component';

/** Opens an app in Qlik's engine, over a WebSocket. */
@Component({
  selector: 'app-app-call',
  imports: [
    DemoCallComponent,
    ErrorPanelComponent,
    ListStateComponent,
    MatButton,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Main call: open an app"
      call="WebSocket /app/{id}"
      [state]="choices.state()"
      (retry)="choices.reload()"
    >
      <form class="row" (submit)="open($event)">
        @if (apps(); as list) {
          <label>
            App
            <select class="control" (change)="choose($event)">
              @for (app of list; track app.id) {
                <option [value]="app.id" [selected]="app.id === appId()">{{ app.name }}</option>
              }
            </select>
          </label>
        } @else {
          <label class="wide">
            App id
            <input
              class="control"
              type="text"
              autocomplete="off"
              spellcheck="false"
              [value]="appId()"
              (input)="choose($event)"
            />
          </label>
        }
        <button mat-flat-button type="submit" [disabled]="appId() === ''">Open the app</button>
      </form>
      @if (apps()?.length === 0) {
        <p>The call worked; this user sees no app.</p>
      }
      @if (appSession()?.state(); as state) {
        @switch (state.status) {
          @case ('opening') {
            <app-progress [label]="state.progress ?? 'Opening the app …'" />
          }
          @case ('resuming') {
            <app-progress [label]="'Connecting again, attempt ' + state.attempt + ' …'" />
          }
          @case ('suspended') {
            <app-error-panel [problem]="describeProblem(state.error)" (retry)="appSession()?.resume()" />
          }
          @case ('failed') {
            <app-error-panel [problem]="describeProblem(state.error)" (retry)="appSession()?.resume()" />
          }
          @case ('open') {
            <app-list-state things="sheets" [lists]="[sheets]" />
            @if (sheets.value(); as list) {
              <p role="status">Open, with {{ list.length === 1 ? 'one sheet' : list.length + ' sheets' }}:</p>
              <ul>
                @for (sheet of list; track sheet.id) {
                  <li>{{ sheet.title }}</li>
                }
              </ul>
            }
            <a [routerLink]="['/connections', connectionId(), 'apps', openedId()]">See its charts</a>
          }
        }
      }
    </app-demo-call>
  `,
  styles: `
    label {
      display: flex;
      align-items: center;
      gap: 8px;
    }
    .wide {
      flex: 1 1 320px;
      min-width: 0;
    }
    select,
    input {
      min-width: 0;
    }
    input {
      flex: 1;
      width: 0;
    }
    ul {
      margin: 0;
      padding-inline-start: 20px;
    }
  `,
})
export class AppCallComponent {
  readonly connectionId = input.required<string>();
  /** The app to open if apps cannot be listed. */
  readonly suggestedAppId = input<string>();

  private readonly listApps = injectAppChoices();

  /** Apps are not listed if an app is suggested: such a user sees no other app. */
  protected readonly choices = injectLoad(() =>
    this.suggestedAppId() === undefined ? this.listApps(this.connectionId()) : undefined,
  );
  protected readonly apps = computed(() => loadedValue(this.choices.state()));
  protected readonly appId = linkedSignal(() => this.suggestedAppId() ?? this.apps()?.[0]?.id ?? '');
  protected readonly openedId = signal<string | undefined>(undefined);
  protected readonly appSession = injectAppSession(() => {
    const appId = this.openedId();
    return appId === undefined ? undefined : { connectionId: this.connectionId(), appId };
  });
  protected readonly sheets = injectSheets(this.appSession);
  protected readonly describeProblem = describeProblem;

  protected choose({ target }: Event): void {
    if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement) {
      this.appId.set(target.value.trim());
    }
  }

  protected open(event: Event): void {
    event.preventDefault();
    if (this.openedId() === this.appId()) this.appSession()?.resume();
    else this.openedId.set(this.appId());
  }
}
