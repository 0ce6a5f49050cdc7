import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { ConnectionRegistry, QlikAuthService, type QlikErrorCode } from 'ngx-qlik';
import { canForceLogin } from './auth-type-facts';
import { isSignedIn } from './connection-status';
import { SignInButtonComponent } from './sign-in-button.component';
import { SignInNoticeComponent } from './sign-in-notice.component';

/** Errors that the rights of the signed-in user may cause: Qlik does not tell a missing object from one that the user may not see. */
const RIGHTS: readonly QlikErrorCode[] = [
  'app-forbidden',
  'app-not-found',
  'object-not-found',
  'http-forbidden',
  'http-not-found',
];

/** *Sign in as another user* beside an error that another user may not have; empty otherwise. For the content of an error panel. */
@Component({
  selector: 'app-other-user',
  imports: [SignInButtonComponent, SignInNoticeComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isOffered()) {
      <app-sign-in-button [connectionId]="connectionId()" forceLogin />
      <app-sign-in-notice [connectionId]="connectionId()" />
    }
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class OtherUserComponent {
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);

  readonly connectionId = input.required<string>();
  /** Code of the error. */
  readonly code = input<string>();

  protected readonly isOffered = computed(() => {
    const connection = this.registry.find(this.connectionId());
    return (
      connection !== undefined &&
      RIGHTS.some((each) => each === this.code()) &&
      canForceLogin(connection.auth.type) &&
      isSignedIn(this.auth.state(connection.id)())
    );
  });
}
