import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import type { QlikConnection, QlikError } from 'ngx-qlik';
import { type ConnectionReport, summarize, toMarkdown } from 'ngx-qlik/diagnostics';
import { describeProblem } from '../../connections/describe-problem';
import { SignInOfferComponent } from '../../connections/sign-in-offer.component';
import { CopyButtonComponent } from '../../ui/copy-button.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { CheckListComponent } from './check-list.component';

/** Causes that a sign-in to Qlik or to the application resolves. */
const SIGN_IN_CAUSES: readonly (string | undefined)[] = [
  'sign-in-required',
  'application-sign-in-required',
  'session-ended',
];

/** The report of one connection: the first cause on top, the checks below. */
@Component({
  selector: 'app-connection-report',
  imports: [
    CheckListComponent,
    CopyButtonComponent,
    ErrorPanelComponent,
    MatProgressBar,
    RouterLink,
    SignInOfferComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" [attr.aria-labelledby]="'report-' + connection().id">
      <div class="head">
        <h2 [id]="'report-' + connection().id">
          <a [routerLink]="['/diagnostics', connection().id]">{{ connection().label }}</a>
        </h2>
        @if (report()?.status === 'done') {
          <app-copy-button [text]="text()" />
        }
      </div>
      <p class="quiet host">{{ connection().host }} · {{ connection().auth.type }}</p>

      @if (error(); as thrown) {
        <app-error-panel [problem]="describe(thrown)" [retryLabel]="undefined" />
      }
      @if (report(); as found) {
        @if (found.status === 'running') {
          <mat-progress-bar
            mode="determinate"
            [value]="(100 * done()) / found.checks.length"
            [attr.aria-label]="'Checking ' + connection().label"
          />
        }
        @if (found.firstCause; as first) {
          <div class="first" [attr.data-tone]="first.status" [attr.data-cause]="first.causeId">
            <p class="what">First cause, in “{{ first.title }}”: {{ first.cause }}</p>
            <p>{{ first.remedy }}</p>
            @if (found.status === 'done' && isForSignIn()) {
              <app-sign-in-offer [connection]="connection()" />
            }
          </div>
        } @else if (found.status === 'done') {
          <p class="fine">{{ summary() }}</p>
        }
        <app-check-list [checks]="found.checks" [label]="connection().label" />
      } @else if (!error()) {
        <p class="quiet">Not checked yet.</p>
      }
    </section>
  `,
  styles: `
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
    }
    .host {
      overflow-wrap: anywhere;
    }
    .first {
      display: grid;
      gap: 8px;
      padding: 16px;
      border-inline-start: 4px solid var(--app-busy);
      border-radius: 12px;
      background: var(--app-busy-container);
      overflow-wrap: anywhere;
    }
    .first[data-tone='failed'] {
      border-color: var(--mat-sys-error);
      background: color-mix(in srgb, var(--mat-sys-error) 8%, var(--mat-sys-surface));
    }
    .what {
      font: var(--mat-sys-title-medium);
    }
    .fine {
      color: var(--app-good);
      font: var(--mat-sys-title-medium);
    }
  `,
})
export class ConnectionReportComponent {
  readonly connection = input.required<QlikConnection>();
  readonly report = input<ConnectionReport>();
  readonly error = input<QlikError>();

  protected readonly summary = computed(() => {
    const report = this.report();
    return report ? summarize(report) : '';
  });
  protected readonly text = computed(() => {
    const report = this.report();
    return report ? toMarkdown(report) : '';
  });
  protected readonly done = computed(
    () =>
      this.report()?.checks.filter(({ status }) => status !== 'waiting' && status !== 'running').length ?? 0,
  );
  protected readonly isForSignIn = computed(() =>
    SIGN_IN_CAUSES.includes(this.report()?.firstCause?.causeId),
  );
  protected readonly describe = describeProblem;
}
