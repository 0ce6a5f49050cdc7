import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { IconComponent } from '../../ui/icon.component';
import { ConnectionReportComponent } from './connection-report.component';
import { DiagnosticRuns } from './diagnostic-runs';

const ALL = '';

/** The connection doctor: shows what works between this page and Qlik, what fails, the cause, and the remedy. */
@Component({
  selector: 'app-diagnostics',
  imports: [
    ConnectionReportComponent,
    EmptyStateComponent,
    IconComponent,
    MatButton,
    MatFormFieldModule,
    MatInput,
  ],
  providers: [DiagnosticRuns],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Diagnostics</h1>
        <p class="lead">
          Checks every step from this page to the first number of an app, in order. The checks change nothing
          and sign no user in or out.
        </p>
      </header>

      <div class="row choice">
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label>Connection</mat-label>
          <select matNativeControl [disabled]="registry.connections().length === 0" (change)="choose($event)">
            <option value="" [selected]="connectionId() === undefined">All connections</option>
            @for (each of registry.connections(); track each.id) {
              <option [value]="each.id" [selected]="each.id === connectionId()">{{ each.label }}</option>
            }
          </select>
        </mat-form-field>
        @if (runs.isRunning()) {
          <button mat-stroked-button type="button" (click)="runs.stop()">Stop</button>
        } @else {
          <button mat-flat-button type="button" [disabled]="chosen().length === 0" (click)="run()">
            <app-icon matButtonIcon name="refresh" />
            {{ hasReports() ? 'Run again' : 'Run' }}
          </button>
        }
      </div>

      @if (chosen().length === 0) {
        <app-empty-state title="Unknown connection">
          <p>Choose another one, or add it to <code>connections.json</code> and reload the page.</p>
        </app-empty-state>
      }
      @for (connection of chosen(); track connection.id) {
        <app-connection-report
          [connection]="connection"
          [report]="runs.reports().get(connection.id)"
          [error]="runs.errors().get(connection.id)"
        />
      }
    </div>
  `,
  styles: `
    .choice {
      gap: 16px;
    }
    mat-form-field {
      flex: 1 1 220px;
      max-width: 420px;
    }
  `,
})
export class DiagnosticsComponent {
  private readonly router = inject(Router);

  /** Route parameter; without it all connections. */
  readonly connectionId = input<string>();
  /** Query parameter: the app to open; by default the first that the user can open. */
  readonly app = input<string>();
  /** Query parameter: time limit of one check; by default the doctor's own. */
  readonly seconds = input<string>();

  protected readonly registry = inject(ConnectionRegistry);
  protected readonly runs = inject(DiagnosticRuns);
  protected readonly chosen = computed(() => {
    const id = this.connectionId();
    return this.registry.connections().filter((each) => id === undefined || each.id === id);
  });
  protected readonly hasReports = computed(() => this.runs.reports().size > 0);

  constructor() {
    // The page of one connection runs at once; all connections run on demand only.
    effect(() => {
      const id = this.connectionId();
      untracked(() => {
        if (id === undefined) this.runs.clear();
        else if (this.registry.isKnown(id)) this.run();
      });
    });
  }

  protected run(): void {
    const [appId, seconds] = [this.app(), Number(this.seconds())];
    this.runs.run(
      this.chosen().map(({ id }) => id),
      {
        ...(appId === undefined ? {} : { appId }),
        ...(seconds > 0 ? { timeLimit: seconds * 1000 } : {}),
      },
    );
  }

  protected choose(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    void this.router.navigate(value === ALL ? ['/diagnostics'] : ['/diagnostics', value]);
  }
}
