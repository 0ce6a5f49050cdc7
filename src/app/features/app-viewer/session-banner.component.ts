import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatAnchor, MatButton, MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import type { AppSession, SessionRecovery } from 'ngx-qlik/qix';
import { onReconnection } from '../../app-objects/reconnection';
import { homeOf } from '../../connections/connection-home';
import { describeProblem } from '../../connections/describe-problem';
import { OtherUserComponent } from '../../connections/other-user.component';
import { Announcer } from '../../ui/announcer';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { IconComponent } from '../../ui/icon.component';
import { ProgressComponent } from '../../ui/progress.component';

/** Shows the state of the engine connection unless it is open, and what the user can do. */
@Component({
  selector: 'app-session-banner',
  imports: [
    ErrorPanelComponent,
    IconComponent,
    MatAnchor,
    MatButton,
    MatIconButton,
    OtherUserComponent,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (state().status) {
      @case ('opening') {
        <app-progress [label]="openingLabel()" />
      }
      @case ('resuming') {
        <div class="strip busy" role="status">
          <p>The connection to the app was lost. Connecting again, attempt {{ attempt() }} …</p>
          <button mat-stroked-button type="button" (click)="appSession()?.resume()">Connect now</button>
        </div>
      }
      @case ('suspended') {
        @if (problem(); as problem) {
          <app-error-panel [problem]="problem" retryLabel="Connect again" (retry)="appSession()?.resume()" />
        }
      }
      @case ('failed') {
        @if (problem(); as problem) {
          <app-error-panel [problem]="problem" (retry)="appSession()?.resume()">
            <a mat-button [routerLink]="['/connections', connectionId()]">
              Back to the {{ home().label.toLowerCase() }}
            </a>
            <app-other-user [connectionId]="connectionId()" [code]="problem.code" />
          </app-error-panel>
        }
      }
      @case ('closed') {
        <app-progress label="Closing the app …" />
      }
    }
    @if (recovery(); as recovery) {
      <div class="strip busy" role="status">
        <p>{{ recovery.error.message }} {{ describeRecovery(recovery) }}</p>
        <button
          mat-icon-button
          type="button"
          aria-label="Dismiss the message"
          (click)="dismissed.set(recovery)"
        >
          <app-icon name="close" />
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    .strip {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
      padding: 8px 8px 8px 16px;
      border-radius: 12px;
      background: var(--app-busy-container);
      color: var(--app-busy);
      --mdc-outlined-button-label-text-color: currentcolor;
      --mdc-icon-button-icon-color: currentcolor;
    }
  `,
})
export class SessionBannerComponent {
  readonly appSession = input.required<AppSession | undefined>();
  readonly connectionId = input.required<string>();

  private readonly registry = inject(ConnectionRegistry);
  protected readonly home = computed(() => homeOf(this.registry.get(this.connectionId())));
  protected readonly dismissed = signal<SessionRecovery | undefined>(undefined);
  protected readonly state = computed(() => this.appSession()?.state() ?? { status: 'opening' as const });
  protected readonly openingLabel = computed(() => {
    const state = this.state();
    const progress = state.status === 'opening' && 'progress' in state ? state.progress : undefined;
    return progress === undefined ? 'Opening the app …' : `Opening the app: ${progress}`;
  });
  protected readonly attempt = computed(() => {
    const state = this.state();
    return state.status === 'resuming' ? state.attempt : 0;
  });
  protected readonly problem = computed(() => {
    const state = this.state();
    return state.status === 'suspended' || state.status === 'failed'
      ? describeProblem(state.error)
      : undefined;
  });
  protected readonly recovery = computed(() => {
    const state = this.state();
    const recovery = state.status === 'open' ? state.recovery : undefined;
    return recovery === this.dismissed() ? undefined : recovery;
  });

  constructor() {
    const announcer = inject(Announcer);
    onReconnection(this.appSession, () => {
      const recovery = this.recovery();
      announcer.announce(
        recovery ? `App open. ${recovery.error.message} ${this.describeRecovery(recovery)}` : 'App open',
      );
    });
  }

  protected describeRecovery({ restoredFields, lostFields }: SessionRecovery): string {
    const restored = restoredFields.length > 0 ? `Selected again: ${restoredFields.join(', ')}.` : '';
    const lost = lostFields.length > 0 ? `Lost: the selections in ${lostFields.join(', ')}.` : '';
    return [restored, lost].filter(Boolean).join(' ') || 'There were no selections to restore.';
  }
}
