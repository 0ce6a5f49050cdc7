import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { isSignedIn, type QlikError, QlikAuthService, toQlikError } from 'ngx-qlik';
import { QlikChartComponent } from 'ngx-qlik/embed';
import { type HypercubeDefinition, injectAppSession, injectHypercube } from 'ngx-qlik/qix';

/** The same app on both platforms. In the address of the app in Qlik: …/sense/app/<id>. */
const APP = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';

/** A chart and a table of one connection, with the sign-in of that connection. It knows nothing of the other one. */
@Component({
  selector: 'app-panel',
  imports: [QlikChartComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section [attr.aria-label]="label()">
      <header>
        <h2>{{ label() }}</h2>
        @if (isSignedIn()) {
          <button type="button" (click)="signOut()">Sign out</button>
        }
      </header>
      @if (error(); as found) {
        <p role="alert">{{ found.message }} {{ found.remedy }}</p>
      }
      @if (isSignedIn()) {
        <qlik-chart [connectionId]="connectionId()" [appId]="app" objectId="flights-by-state" />
        <table>
          <thead>
            <tr>
              @for (column of table.columns(); track column.index) {
                <th scope="col">{{ column.title }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of table.firstRows().slice(0, 5); track row.index) {
              <tr>
                @for (cell of row.cells; track $index) {
                  <td>{{ cell.text }}</td>
                }
              </tr>
            }
          </tbody>
        </table>
      } @else if (isSigningIn()) {
        <p role="status">Signing in …</p>
        <button type="button" (click)="auth.cancelSignIn(connectionId())">Cancel</button>
      } @else {
        <button type="button" (click)="signIn()">Sign in</button>
      }
    </section>
  `,
})
export class PanelComponent {
  readonly connectionId = input.required<string>();
  readonly label = input.required<string>();

  protected readonly auth = inject(QlikAuthService);
  protected readonly app = APP;
  private readonly failedSignIn = signal<QlikError | undefined>(undefined);
  private readonly state = computed(() => this.auth.state(this.connectionId())());
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  protected readonly isSigningIn = computed(() => this.state().status === 'signing-in');
  protected readonly error = computed(() => {
    const state = this.state();
    if (state.status === 'failed') return state.error;
    return this.failedSignIn() ?? (state.status === 'signed-out' ? state.reason : undefined);
  });

  private readonly appSession = injectAppSession(() => ({ connectionId: this.connectionId(), appId: APP }));
  private readonly definition = signal<HypercubeDefinition>({
    dimensions: ['Weekday'],
    measures: [{ expression: 'Avg(Delay)', label: 'Average delay (min)', format: '0.0' }],
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);

  /** Called by a click: a window that opens later, the browser blocks. */
  protected async signIn(): Promise<void> {
    this.failedSignIn.set(undefined);
    try {
      await this.auth.signIn(this.connectionId());
    } catch (thrown) {
      this.failedSignIn.set(toQlikError(thrown));
    }
  }

  protected async signOut(): Promise<void> {
    await this.auth.signOut(this.connectionId());
  }
}
