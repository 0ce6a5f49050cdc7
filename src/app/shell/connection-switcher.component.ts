import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  signal,
  untracked,
  viewChild,
  ViewContainerRef,
} from '@angular/core';
import { QlikAuthService, type QlikError } from 'ngx-qlik';
import { describeStatus, findReason, isSignedIn } from '../connections/connection-status';
import { CurrentConnection } from '../connections/current-connection';
import { SignedInUsers } from '../connections/signed-in-users';
import { Announcer } from '../ui/announcer';
import { IconComponent } from '../ui/icon.component';
import { MaterialButtonDirective } from '../ui/material-button.directive';

/** The current connection with its live state; opens the panel of all connections. */
@Component({
  selector: 'app-connection-switcher',
  imports: [IconComponent, MaterialButtonDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './connection-switcher.component.html',
  styleUrl: './connection-switcher.component.scss',
})
export class ConnectionSwitcherComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly users = inject(SignedInUsers);
  private readonly currentConnection = inject(CurrentConnection);
  private readonly panel = viewChild.required<ElementRef<HTMLElement>>('panel');
  private readonly content = viewChild.required('content', { read: ViewContainerRef });

  protected readonly hasNoPanel = signal(false);
  protected readonly current = computed(() => {
    const connection = this.currentConnection.connection();
    if (!connection) return undefined;
    const state = this.auth.state(connection.id)();
    const isRestoring =
      state.status === 'signing-in' && !this.auth.connectionSession(connection.id).signInAttempt();
    return {
      connection,
      isRestoring,
      isPlainlySignedOut: state.status === 'signed-out' && !state.reason,
      status: describeStatus(state),
      error: findReason(state),
      isSignedIn: isSignedIn(state),
      userName: isSignedIn(state) ? this.users.name(connection.id) : undefined,
    };
  });

  constructor() {
    this.announceChanges(inject(Announcer));
  }

  protected followToggle(event: Event): void {
    if (event instanceof ToggleEvent && event.newState === 'open') void this.showPanel();
  }

  private async showPanel(): Promise<void> {
    if (this.content().length > 0) return;
    try {
      const { ConnectionPanelComponent } = await import('./connection-panel.component');
      if (this.content().length > 0) return;
      const { instance } = this.content().createComponent(ConnectionPanelComponent);
      instance.closed.subscribe(() => this.panel().nativeElement.hidePopover());
      this.hasNoPanel.set(false);
    } catch (thrown) {
      reportError(thrown);
      this.hasNoPanel.set(true);
    }
  }

  private announceChanges(announcer: Announcer): void {
    let before:
      | { readonly id: string; readonly text: string | undefined; readonly error?: QlikError | undefined }
      | undefined;
    effect(() => {
      const entry = this.current();
      if (!entry) return;
      const { connection, status, error, isSignedIn, isRestoring, isPlainlySignedOut } = entry;
      // Announced with its result, unless it finds no sign-in.
      if (isRestoring) {
        if (before?.id !== connection.id) before = { id: connection.id, text: undefined };
        return;
      }
      // The same during a renewal; empty until the user is known.
      const text = isSignedIn ? this.users.describe(connection) : `${connection.label}: ${status.label}`;
      if (text === '') return;
      const isFirst = before?.id === connection.id && before.text === undefined;
      // A second failure at once has the text of the first.
      const isOther = before?.text !== text || (error !== undefined && before.error !== error);
      const hasChanged = before?.id === connection.id && isOther && !(isFirst && isPlainlySignedOut);
      before = { id: connection.id, text, error };
      if (hasChanged) untracked(() => announcer.announceStatus(text, connection.id));
    });
  }
}
