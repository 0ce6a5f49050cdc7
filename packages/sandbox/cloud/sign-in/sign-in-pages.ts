import type { AuthorizationRequest } from '../oauth/authorization-request.ts';
import type { User } from '../users/user.ts';
import { html, page } from './html.ts';

const NOTE = html`<p class="note">
  This is a local sandbox, not Qlik Cloud. There are no passwords here and nothing leaves this machine.
</p>`;

/** Renders the sign-in page with the demo users. */
export function signInPage(options: {
  readonly tenantName: string;
  readonly askedBy: string;
  readonly interactionId: string;
  readonly users: readonly User[];
  readonly loginHint: string | undefined;
  readonly message: string | undefined;
}): string {
  const { tenantName, askedBy, interactionId, users, loginHint, message } = options;
  const hinted = users.find((user) => [user.id, user.subject, user.email].includes(loginHint ?? ''));
  const ordered = hinted === undefined ? users : [hinted, ...users.filter((user) => user !== hinted)];
  return page(
    `Sign in – ${tenantName}`,
    html`<h1>Sign in to ${tenantName}</h1>
      <p class="quiet">${askedBy} asks you to sign in. Choose who you are:</p>
      ${message === undefined ? '' : html`<p class="bad" role="alert">${message}</p>`}
      <form method="post" action="/login">
        <input type="hidden" name="interaction" value="${interactionId}" />
        ${ordered.map(
          (user, index) =>
            html`<button
              type="submit"
              name="user"
              value="${user.subject}"
              ${index === 0 ? html` autofocus` : ''}
            >
              ${user.name}<span>${user.purpose}</span>
            </button>`,
        )}
      </form>
      ${NOTE}`,
  );
}

/** Renders the consent page: the requested scopes, allow or refuse. */
export function consentPage(options: {
  readonly tenantName: string;
  readonly interactionId: string;
  readonly request: AuthorizationRequest;
  readonly user: User;
}): string {
  const { tenantName, interactionId, request, user } = options;
  return page(
    `Allow access – ${tenantName}`,
    html`<h1>Allow ${request.client.name}?</h1>
      <p>It wants to act for you, <strong>${user.name}</strong>, in ${tenantName}:</p>
      <ul>
        ${request.scopes.map((scope) => html`<li>${scopeTexts[scope] ?? scope}</li>`)}
      </ul>
      <p class="quiet">Afterwards you return to ${new URL(request.redirectUri).origin}.</p>
      <form method="post" action="/oauth/consent">
        <input type="hidden" name="interaction" value="${interactionId}" />
        <button class="main" type="submit" name="decision" value="allow" autofocus>Allow</button>
        <button class="plain" type="submit" name="decision" value="refuse">Refuse</button>
      </form>
      ${NOTE}`,
  );
}

/** Renders a page with one message. */
export function messagePage(title: string, text: string): string {
  return page(
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>
      ${NOTE}`,
  );
}

const scopeTexts: Readonly<Record<string, string>> = {
  user_default: 'see and use what you can see and use (user_default)',
  admin_classic: 'administer the tenant as you can (admin_classic)',
  offline_access: 'stay signed in while you are away (offline_access)',
};
