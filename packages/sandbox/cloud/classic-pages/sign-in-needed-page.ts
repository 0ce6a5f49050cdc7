import { html, page } from '../sign-in/html.ts';

/** Renders the page that a frame shows in place of an app when the request has no valid session. */
export function signInNeededPage(tenantName: string, signInPath: string): string {
  return page(
    `Sign in – ${tenantName}`,
    html`<h1>You are not signed in to ${tenantName} here</h1>
      <p>
        This browser has no session of this tenant, or it blocks the tenant’s cookies in frames on pages of
        other sites.
      </p>
      <p>
        <a href="${signInPath}" target="_blank" rel="noopener">Sign in in a new tab</a>, then reload this
        page.
      </p>
      <p class="note">This is a local sandbox, not Qlik Cloud.</p>`,
  );
}
